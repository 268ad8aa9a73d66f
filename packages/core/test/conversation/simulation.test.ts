import { expect, test } from 'vitest';
import { playSchedule } from './play-schedule.js';

test('whatever people, models and tools do, the conversation keeps its promises', () => {
  const schedules = Number(process.env['SIMULATION_SCHEDULES'] ?? 300);
  let taken = 0;
  let handOvers = 0;
  for (let seed = 1; seed <= schedules; seed += 1) {
    try {
      const played = playSchedule(seed, 120);
      taken += played.taken;
      handOvers += played.handOvers;
    } catch (error) {
      throw new Error(
        `Schedule ${seed} breaks a promise: ${error instanceof Error ? error.message : String(error)}`,
        { cause: error },
      );
    }
  }
  expect(taken).toBeGreaterThan(schedules);
  expect(handOvers).toBeGreaterThan(schedules / 10);
}, 120_000);
