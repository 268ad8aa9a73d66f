import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { run, temporaryFolder, tripGoals } from './command.js';

const tool = ['tool', 'run', '--goals', tripGoals];

describe.concurrent('a tool alone', { timeout: 60_000 }, () => {
  test('prints its result as JSON', async (context) => {
    const folder = await temporaryFolder(context);
    const input = '{"city":"Melbourne","month":"March"}';
    const { code, stdout } = await run([...tool, 'FindEvents', input], { folder }, context);
    expect(code).toBe(0);
    const { events } = JSON.parse(stdout) as { events: { city: string }[] };
    expect(events.map(({ city }) => city)).toContain('Melbourne');
  });

  test('with the same key has one effect', async (context) => {
    const folder = await temporaryFolder(context);
    const input = '{"amount":19.99,"tripDetails":"a trip","email":"ada@example.com"}';
    const args = [...tool, '--idempotency-key', 'k1', 'CreateInvoice', input];
    const first = await run(args, { folder }, context);
    const second = await run(args, { folder }, context);
    expect(first.stdout).toMatch(/"reference": "TRIP-[0-9A-F]{10}"/);
    expect(second.stdout).toBe(first.stdout);
  });

  test.for<[string, string[], RegExp]>([
    [
      'an input that does not fit names the field',
      ['FindEvents', '{"city":"Melbourne"}'],
      /^The input of 'FindEvents' does not fit: 'month': .*\.\n$/,
    ],
    ['an input that is no JSON', ['FindEvents', '{city}'], /^The input '\{city\}' is not JSON: /],
    [
      'an input that is no object',
      ['FindEvents', '[1]'],
      /^The input '\[1\]' is not a JSON object/,
    ],
    [
      'a tool that is not there',
      ['FindEvent'],
      /^No goal has a tool 'FindEvent'; there are 'FindEvents', 'SearchFlights', 'CreateInvoice'\./,
    ],
    [
      'a failure of the tool itself',
      ['FindEvents', '{"city":"Atlantis","month":"March"}'],
      /^'FindEvents' failed: 'Atlantis' is not among /,
    ],
  ])('%s', async ([, args, sentence], context) => {
    const folder = await temporaryFolder(context);
    const { code, stdout, stderr } = await run([...tool, ...args], { folder }, context);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('from elsewhere is asked for by whoever lists tools, and only named with the goals', async (context) => {
    const folder = await temporaryFolder(context);
    const goals = ['--goals', fileURLToPath(new URL('sourced-goals.ts', import.meta.url))];
    const named = await run(['goals', ...goals], { folder }, context);
    expect(named).toMatchObject({ code: 0, stderr: '' });
    expect(named.stdout).toContain("tools: those of 'shelf'");
    const listed = await run(['tool', 'list', ...goals], { folder }, context);
    expect(listed.code).toBe(1);
    expect(listed.stderr).toMatch(/^MCP server 'shelf' cannot be reached: .*\n$/);
  });

  test('reads .env, and the real environment wins over it', async (context) => {
    const folder = await temporaryFolder(context);
    await writeFile(
      join(folder, 'durable-goals.config.ts'),
      `import { defineGoal, defineTool } from '@durable-goals/core';
       import * as z from 'zod';
       const show = defineTool({ name: 'Show', description: 'show', input: z.strictObject({}),
         execute: () => ({ one: process.env['ONE'], two: process.env['TWO'] }) });
       export default [defineGoal({ id: 'g', title: 'g', instructions: 'g', tools: [show] })];`,
    );
    await writeFile(join(folder, '.env'), 'ONE=file\nTWO="file"\n');
    const { stdout } = await run(
      ['tool', 'run', 'Show'],
      { folder, env: { TWO: 'real' } },
      context,
    );
    expect(JSON.parse(stdout)).toEqual({ one: 'file', two: 'real' });
  });

  test('is listed with its arguments, as its goal is', async (context) => {
    const folder = await temporaryFolder(context);
    const list = await run(['tool', 'list', '--goals', tripGoals], { folder }, context);
    expect(list.stdout).toContain('  CreateInvoice  idempotent\n');
    expect(list.stdout).toMatch(/ {6}daysUntilDue: integer.*, optional, /);
    const goals = await run(['goals', '--goals', tripGoals], { folder }, context);
    expect(goals.stdout).toContain('tools: FindEvents, SearchFlights, CreateInvoice');
  });
});
