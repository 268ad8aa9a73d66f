import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replayHistory } from '@durable-goals/testing';
import { expect, test } from 'vitest';

const trip = readFileSync(join(import.meta.dirname, '../../../test/histories/trip.json'), 'utf8');

test('replaying many histories leaves nothing of them in memory', async () => {
  await replayHistory(trip);
  const before = process.memoryUsage().external;
  for (let count = 0; count < 8; count += 1) await replayHistory(trip);
  // The source map of one takes seven million bytes.
  expect(process.memoryUsage().external - before).toBeLessThan(25_000_000);
});

test('a history that the Workflow would not make is refused', async () => {
  const changed = trip.replaceAll('"SearchFlights"', '"SearchTrains"');
  await expect(replayHistory(changed)).rejects.toMatchObject({ name: 'DeterminismViolationError' });
});
