import { setTimeout as sleep } from 'node:timers/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, test } from 'vitest';
import { heartbeating } from '../src/heartbeating.js';

function beating(heartbeatTimeoutMs?: number) {
  const environment = new MockActivityEnvironment(
    heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeoutMs },
  );
  const beats: unknown[] = [];
  environment.on('heartbeat', (details) => beats.push(details));
  return { environment, beats };
}

test('work that takes a whole heartbeat time-out beats at least twice, each time with fresh details', async () => {
  const { environment, beats } = beating(150);
  let done = 0;
  const result = await environment.run(() =>
    heartbeating(
      async () => {
        await sleep(160);
        return 'finished';
      },
      () => {
        done += 1;
        return { done };
      },
    ),
  );
  expect(result).toBe('finished');
  expect(beats.length).toBeGreaterThanOrEqual(2);
  expect(beats.slice(0, 2)).toEqual([{ done: 1 }, { done: 2 }]);
});

test('beating stops when the work fails', async () => {
  const { environment, beats } = beating(30);
  const work = environment.run(() =>
    heartbeating(async () => {
      throw new Error('broken');
    }),
  );
  await expect(work).rejects.toThrow('broken');
  await sleep(40);
  expect(beats).toEqual([]);
});

test('an Activity without a heartbeat time-out does not beat', async () => {
  const { environment, beats } = beating();
  await environment.run(() => heartbeating(() => sleep(30)));
  expect(beats).toEqual([]);
});

test('work may beat at once, until it has settled', async () => {
  const { environment, beats } = beating(60_000);
  let later = () => undefined as void;
  await environment.run(() =>
    heartbeating(
      async (beat) => {
        beat();
        later = beat;
      },
      () => 'half done',
    ),
  );
  later();
  expect(beats).toEqual(['half done']);
});
