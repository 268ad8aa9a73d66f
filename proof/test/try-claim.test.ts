import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Claim, Proof } from '../src/claim.js';
import { report } from '../src/report.js';
import { tryClaim } from '../src/try-claim.js';

const claim = (prove: (proof: Proof) => Promise<void>): Claim => ({
  id: 'sums',
  promise: 'Sums are right.',
  done: 'Numbers are added.',
  prove,
});
const trying = { depth: 'short', seed: 7, say: () => undefined } as const;
const twoCases = claim(async ({ check, folder }) => {
  await writeFile(join(folder, 'trace'), '');
  await check('1 + 1', async () => undefined);
  await check('2 + 2', async () => {
    throw new Error('It is 5.');
  });
});

test('a case that throws does not hold, and the others are tried all the same', async () => {
  const tried = await tryClaim(twoCases, trying);
  expect(tried.cases).toMatchObject([
    { name: '1 + 1', held: true },
    { name: '2 + 2', held: false, problem: 'It is 5.' },
  ]);
  expect(existsSync(join(tried.folder ?? '', 'trace')), 'its files are kept').toBe(true);
});

test('one case can be had again by its name', async () => {
  const { cases, folder } = await tryClaim(twoCases, { ...trying, only: '1 + 1' });
  expect(cases.map(({ name }) => name)).toEqual(['1 + 1']);
  expect(folder).toBeUndefined();
});

test.each([
  ['that tries nothing', claim(async () => undefined), 'No case was tried.'],
  [
    'that cannot be tried',
    claim(async () => {
      throw new Error('There is no server.');
    }),
    'There is no server.',
  ],
])('a claim %s does not hold', async (_, nothing, problem) => {
  expect((await tryClaim(nothing, trying)).cases).toMatchObject([{ held: false, problem }]);
});

test('a case that is not there does not hold', async () => {
  const { cases } = await tryClaim(twoCases, { ...trying, only: '3 + 3' });
  expect(cases).toMatchObject([{ held: false, problem: `There is no case '3 + 3'.` }]);
});

test('the report says how to have a case again', async () => {
  const tried = { ...(await tryClaim(twoCases, trying)), folder: 'F', ms: 2_000 };
  expect(report([tried], { Node: 'v1' })).toMatchInlineSnapshot(`
    "# What was proved

    |  | promise | what was done | cases | held | time |
    | --- | --- | --- | --- | --- | --- |
    | sums | Sums are right. | Numbers are added. | 2 | 1 | 2 s |

    - Node: v1

    ## Did not hold

    - \`npm run prove -- --only sums --case '2 + 2' --seed 7\`: It is 5. (files in F)
    "
  `);
});
