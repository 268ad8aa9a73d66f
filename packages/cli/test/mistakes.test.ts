import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run, temporaryFolder, tripGoals } from './command.js';
import { freePort } from './temporal.js';

describe.concurrent('a mistake gets one sentence and exit code 1', { timeout: 60_000 }, () => {
  test.for([
    ['chat', 'No Temporal answers at'],
    ['worker', 'No Temporal answers at'],
    ['approvals list', 'No Temporal answers at'],
    ['dev', 'No Temporal answers at'],
  ])('%s, where no Temporal runs', async ([command = '', fact = ''], context) => {
    const folder = await temporaryFolder(context);
    const address = `127.0.0.1:${await freePort()}`;
    const args = [...command.split(' '), ...(command.includes(' ') ? [] : ['--goals', tripGoals])];
    const { code, stderr, stdout } = await run(
      args,
      {
        folder,
        env: { TEMPORAL_ADDRESS: address },
      },
      context,
    );
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      new RegExp(`^${fact} '${address}' \\(connect ECONNREFUSED .*\\)\\. Start one with .*\\.\n$`),
    );
  });

  test('an address that is none', async (context) => {
    const folder = await temporaryFolder(context);
    const { code, stderr } = await run(
      ['chat', '--goals', tripGoals],
      {
        folder,
        env: { TEMPORAL_ADDRESS: 'here' },
      },
      context,
    );
    expect(code).toBe(1);
    expect(stderr).toContain("No Temporal answers at 'here' (it is not 'host:port').");
  });

  test('a goal that is not there, before Temporal is asked', async (context) => {
    const folder = await temporaryFolder(context);
    const { code, stderr } = await run(['chat', '--goals', tripGoals, '--goal', 'cooking'], {
      folder,
    });
    expect(code).toBe(1);
    expect(stderr).toContain("No goal 'cooking'");
    expect(stderr).toContain("'event-flight-invoice'");
  });

  test.for<[string, string[], RegExp]>([
    ['no module is named', [], /^No goals were found in '.*'\. Name the module/],
    [
      'the module is not there',
      ['--goals', 'nope.ts'],
      /^--goals names 'nope\.ts', but there is no file/,
    ],
    [
      'it exports something else',
      ['--goals', 'other.mjs'],
      /does not export goals: its 'goals' is missing\./,
    ],
    [
      'it cannot be loaded',
      ['--goals', 'broken.ts'],
      /^The module '.*broken\.ts' cannot be loaded: /,
    ],
    ['a goal lists a tool twice', ['--goals', 'twice.ts'], /Goal 'g' lists the tool 'T' twice/],
  ])('goals: %s', async ([, args, sentence], context) => {
    const folder = await temporaryFolder(context);
    await writeFile(join(folder, 'other.mjs'), 'export const things = [];');
    await writeFile(join(folder, 'broken.ts'), 'export const goals = [;');
    await writeFile(
      join(folder, 'twice.ts'),
      `import { defineGoal, defineTool } from '@durable-goals/core';
       import * as z from 'zod';
       const t = defineTool({ name: 'T', description: 't', input: z.strictObject({}), execute: () => 1 });
       export const goals = [defineGoal({ id: 'g', title: 'g', instructions: 'g', tools: [t, t] })];`,
    );
    const { code, stderr } = await run(['goals', ...args], { folder }, context);
    expect(code).toBe(1);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  test('with --verbose, or DEBUG set, the stack comes along', async (context) => {
    const folder = await temporaryFolder(context);
    const { stderr } = await run(['--verbose', 'goals'], { folder }, context);
    expect(stderr).toMatch(/\n {4}at /);
  });
});
