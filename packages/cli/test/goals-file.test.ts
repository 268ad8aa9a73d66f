import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chooseGoal } from '../src/goals/choose-goal.js';
import { findGoalsFile } from '../src/goals/goals-file.js';
import { loadGoals } from '../src/goals/load-goals.js';
import { temporaryFolder, tripGoals } from './command.js';

test('goals are named by --goals, else durable-goals.config.*, else the nearest package.json', async () => {
  const folder = await temporaryFolder();
  const inside = join(folder, 'src/deep');
  await mkdir(inside, { recursive: true });
  const manifest = JSON.stringify({ durableGoals: { goals: './src/goals.ts' } });
  await writeFile(join(folder, 'package.json'), manifest);
  await writeFile(join(folder, 'src/goals.ts'), '');
  expect(findGoalsFile(inside)).toBe(join(folder, 'src/goals.ts'));
  await writeFile(join(inside, 'durable-goals.config.mjs'), '');
  expect(findGoalsFile(inside)).toBe(join(inside, 'durable-goals.config.mjs'));
  expect(findGoalsFile(inside, '../goals.ts')).toBe(join(folder, 'src/goals.ts'));
});

test('a package.json that names a missing module, or is none, says so', async () => {
  const folder = await temporaryFolder();
  const manifest = join(folder, 'package.json');
  await writeFile(manifest, JSON.stringify({ durableGoals: { goals: 'gone.ts' } }));
  expect(() => findGoalsFile(folder)).toThrow(
    `'durableGoals.goals' in '${manifest}' names 'gone.ts', but there is no file '${join(folder, 'gone.ts')}'. Correct the path.`,
  );
  await writeFile(manifest, '{');
  expect(() => findGoalsFile(folder)).toThrow(`'${manifest}' cannot be read: `);
});

test('the goal of a chat is the one named, else AGENT_GOAL, else the first', async () => {
  const { registry } = await loadGoals('.', tripGoals);
  expect(chooseGoal(registry, undefined, {})).toBe('event-flight-invoice');
  expect(chooseGoal(registry, undefined, { AGENT_GOAL: ' ' })).toBe('event-flight-invoice');
  expect(() => chooseGoal(registry, undefined, { AGENT_GOAL: 'cooking' })).toThrow("'cooking'");
  expect(chooseGoal(registry, 'event-flight-invoice', { AGENT_GOAL: 'cooking' })).toBe(
    'event-flight-invoice',
  );
});
