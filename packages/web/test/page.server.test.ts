import { afterAll, beforeAll, beforeEach, onTestFinished, vi } from 'vitest';
import { decisionCases } from './cases/decisions.js';
import { everydayCases } from './cases/everyday.js';
import { harmCases } from './cases/harm.js';
import type { OnStage } from './cases/on-stage.js';
import { survivalCases } from './cases/survival.js';
import { tripCases } from './cases/trip.js';
import { startStage, type Stage } from './stage/stage.js';

// One Temporal, one Worker, one server and one browser for everything that is done to the page.
vi.setConfig({ testTimeout: 120_000 });

let opened: Stage;
const stage = (): Stage => opened;
const onStage: OnStage = async (options) => {
  const page = await opened.open(options);
  onTestFinished(page.close);
  return page;
};

beforeAll(async () => {
  opened = await startStage();
});
afterAll(async () => {
  await opened.close();
});
beforeEach(({ skip }) => {
  skip(opened.missing !== undefined, opened.missing);
});

tripCases(onStage);
everydayCases(onStage, stage);
decisionCases(onStage, stage);
survivalCases(onStage, stage);
harmCases(onStage, stage);
