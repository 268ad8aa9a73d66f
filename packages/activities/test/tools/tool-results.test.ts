import { defineTool, isJsonObject } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { calling } from './calling.js';

const rest = { name: 'Book', description: 'Book', input: z.strictObject({ room: z.string() }) };

describe('a result', () => {
  const giving = (value: unknown) => calling(defineTool({ ...rest, execute: () => value }));

  test.each<readonly [string, unknown, unknown]>([
    ['a date', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
    ['undefined', undefined, null],
    ['an undefined member', { a: undefined, b: 1 }, { b: 1 }],
    ['NaN', [Number.NaN], [null]],
    ['a function', () => 1, null],
  ])('of %s is plain JSON', async (_, value, output) => {
    expect(await giving(value).run()).toEqual({ kind: 'completed', output });
  });

  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  test.each([
    ['a bigint', { total: 1n }],
    ['a cycle', cycle],
  ])('of %s, which JSON cannot hold, is a note: the tool did run', async (_, value) => {
    const { run, logged } = giving(value);
    const reply = await run();
    expect(reply).toMatchObject({ kind: 'completed', output: { note: expect.any(String) } });
    expect(reply).toHaveProperty(
      'output.note',
      expect.stringMatching(
        /^'Book' ran, but its result is not JSON \(.*\)\. Have it return plain data\.$/,
      ),
    );
    expect(logged.map(({ level }) => level)).toContain('ERROR');
  });

  test('up to the limit of bytes is kept whole', async () => {
    const whole = 'x'.repeat(63_998);
    expect(await giving(whole).run()).toEqual({ kind: 'completed', output: whole });
  });

  test.each([
    ['letters', 'x'.repeat(64_000), 64_002],
    ['letters of three bytes', '語'.repeat(30_000), 90_002],
    ['letters of two units', '🎫'.repeat(30_000), 120_002],
  ])('over the limit, of %s, is cut with a note', async (_, text, bytes) => {
    const reply = await giving(text).run();
    if (reply.kind !== 'completed' || !isJsonObject(reply.output)) throw new Error('It failed.');
    const { note, beginning } = reply.output;
    if (typeof beginning !== 'string') throw new Error('There is no beginning.');
    expect(note).toBe(
      `The result has ${bytes} bytes, over the limit of 64000; its beginning follows. Have the tool return less.`,
    );
    expect(`"${text}"`.startsWith(beginning)).toBe(true);
    expect(() => encodeURIComponent(beginning)).not.toThrow();
    expect(Buffer.byteLength(beginning)).toBeLessThan(64_000);
    expect(beginning.length).toBeGreaterThan(15_000);
  });

  const output = z.object({ reference: z.string(), status: z.string().default('open') });
  test('is what its output schema yields', async () => {
    const tool = defineTool({ ...rest, output, execute: () => ({ reference: 'R-1' }) });
    const { run, logged } = calling(tool);
    expect(await run()).toEqual({
      kind: 'completed',
      output: { reference: 'R-1', status: 'open' },
    });
    expect(logged).toEqual([]);
  });

  test.each([
    ['does not fit', output],
    [
      'cannot be checked',
      output.refine(() => {
        throw new Error('broken check');
      }),
    ],
  ])('that %s is kept and logged: the tool did run', async (_, schema) => {
    const given = schema === output ? { reference: 7 } : { reference: 'R-7', status: 'open' };
    const tool = defineTool({ ...rest, output: schema, execute: () => given as never });
    const { run, logged } = calling(tool);
    expect(await run()).toEqual({ kind: 'completed', output: given });
    expect(logged).toMatchObject([
      {
        level: 'ERROR',
        message: `The result of 'Book' does not have the shape of its output schema`,
      },
    ]);
  });
});
