import { expect, test } from 'vitest';
import { codePlaces, placeOf } from '../src/parts/code-place.js';
import { addTime, type CpuProfile } from '../src/parts/cpu-profile.js';
import { profileReport } from '../src/parts/profile-report.js';

const frame = (functionName: string, url: string) => ({
  functionName,
  url,
  lineNumber: 0,
  columnNumber: 0,
});

const profile: CpuProfile = {
  nodes: [
    { id: 1, callFrame: frame('plan', 'file:///a/packages/activities/src/planning/plan.ts') },
    { id: 2, callFrame: frame('encode', '/a/node_modules/@temporalio/common/lib/encoding.js') },
    { id: 3, callFrame: frame('(idle)', '') },
    { id: 4, callFrame: frame('(garbage collector)', '') },
  ],
  startTime: 1_000_000,
  // Each function runs for a millisecond, from 1,001,000 on.
  samples: [1, 2, 3, 4, 1, 1],
  timeDeltas: [1_000, 1_000, 1_000, 1_000, 1_000, 1_000],
};

async function timeWithin(...spans: (readonly [number, number])[]) {
  const time = { byPlace: new Map<string, number>(), byFunction: new Map<string, number>() };
  await addTime(profile, { spans, places: codePlaces(), time });
  return time;
}

test('a profile counts what ran within the spans, by whose code it is, and no idle time', async () => {
  expect(Object.fromEntries((await timeWithin([1_001_000, 1_005_000])).byPlace)).toEqual({
    'Durable Goals': 1,
    "Temporal's SDK": 1,
    'garbage collection': 1,
  });
  const twice = await timeWithin([1_001_000, 1_002_000], [1_005_000, 1_006_000]);
  expect(Object.fromEntries(twice.byFunction)).toEqual({
    '`plan` activities/src/planning/plan.ts': 2,
  });
});

test.each([
  ['/a/node_modules/@temporalio/worker/lib/worker.js', "Temporal's SDK"],
  ['/a/node_modules/openai/client.mjs', 'openai'],
  ['/a/node_modules/@grpc/grpc-js/build/src/index.js', '@grpc/grpc-js'],
  ['/a/node_modules/@durable-goals/core/dist/index.js', 'Durable Goals'],
  ['/a/packages/core/src/goal.ts', 'Durable Goals'],
  ['/a/benchmarks/src/raw/raw-workflow.ts', 'the raw loop'],
])('%s is of %s', (path, place) => {
  expect(placeOf(path).place).toBe(place);
});

test('the report gives milliseconds a turn, and what is left of the whole process', async () => {
  const time = await timeWithin([1_001_000, 1_007_000]);
  const words = profileReport(
    [
      { name: 'raw loop', turns: 1, time: { byPlace: new Map(), byFunction: new Map() }, cpuMs: 1 },
      { name: 'ours', turns: 2, time, cpuMs: 3 },
    ],
    { Node: 'v0' },
  );
  expect(words).toContain('- Node: v0');
  expect(words).toContain('| Durable Goals | 0.00 | 1.00 |');
  expect(words).toMatch(/threads without JavaScript.* \| 1\.00 \| 1\.00 \|/);
  expect(words).toContain('| `plan` activities/src/planning/plan.ts | 0.00 | 1.00 |');
});
