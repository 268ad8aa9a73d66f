import { setTimeout as sleep } from 'node:timers/promises';
import {
  defineTool,
  ToolDidNotRun,
  ToolFailure,
  type Tool,
  type ToolContext,
} from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import * as z3 from 'zod/v3';
import { calling } from './calling.js';

const input = z.strictObject({ room: z.string(), people: z.int().min(1).default(2) });
const rest = { name: 'Book', description: 'Book a room', input } as const;
const failing = (error: unknown) =>
  defineTool({
    ...rest,
    execute: () => {
      throw error;
    },
  });

describe('a tool', () => {
  test('gets its input as its schema yields it, and what it has to know about the call', async () => {
    let got: [unknown, ToolContext] | undefined;
    const tool = defineTool({
      ...rest,
      input: input.extend({ day: z.iso.date().transform((day) => new Date(day)) }),
      execute: (...given) => void (got = given),
    });
    const { run } = calling(tool, { room: 'Aspen', day: '2027-01-05' });
    expect(await run()).toEqual({ kind: 'completed', output: null });
    expect(got?.[0]).toEqual({ room: 'Aspen', people: 2, day: new Date('2027-01-05') });
    expect(got?.[1]).toMatchObject({
      conversationId: 'trip-1',
      callId: 'c1',
      idempotencyKey: 'trip-1:run:c1',
      attempt: 3,
    });
  });

  test.each([
    ['at once', defineTool({ ...rest, execute: ({ room }) => ({ room }) })],
    ['later', defineTool({ ...rest, execute: async ({ room }) => ({ room }) })],
    [
      'as zod 3',
      defineTool({
        ...rest,
        input: z3.object({ room: z3.string() }),
        execute: ({ room }) => ({ room }),
      }),
    ],
  ])('answers %s', async (_, tool) => {
    expect(await calling(tool).run()).toEqual({ kind: 'completed', output: { room: 'Aspen' } });
  });

  test('keeps its own "this"', async () => {
    const tool = defineTool({
      ...rest,
      execute() {
        return (this as Tool).name;
      },
    });
    expect(await calling(tool).run()).toEqual({ kind: 'completed', output: 'Book' });
  });

  test.each([
    [
      'an input that does not fit',
      { room: 7 },
      `'Book' was not run: room: Invalid input: expected string, received number`,
    ],
    [
      'two mistakes',
      { room: 7, people: 0 },
      `'Book' was not run: room: Invalid input: expected string, received number; people: Too small: expected number to be >=1`,
    ],
    ['an input too many', { room: 'A', floor: 1 }, `'Book' was not run: Unrecognized key: "floor"`],
  ])('is not run with %s', async (_, given, error) => {
    let runs = 0;
    const tool = defineTool({ ...rest, execute: () => (runs += 1) });
    expect(await calling(tool, given).run()).toEqual({ kind: 'not-run', error });
    expect(runs).toBe(0);
  });

  test('is not run when the check of its input throws', async () => {
    const broken = z.strictObject({
      room: z.string().refine(() => {
        throw new Error('no list of rooms');
      }),
    });
    const tool = defineTool({ ...rest, input: broken, execute: () => 1 });
    const error = `'Book' was not run: no list of rooms`;
    expect(await calling(tool).run()).toEqual({ kind: 'not-run', error });
  });

  test('that this Worker does not have may be had by another one', async () => {
    const { run } = calling(defineTool({ ...rest, execute: () => 1 }));
    await expect(run({ tool: 'Cancel' })).rejects.toMatchObject({
      type: 'ToolNotOnWorker',
      nonRetryable: false,
      message: `Goal 'rooms' has no tool 'Cancel' on this Worker. Register it here, or run a Worker that has it.`,
    });
    const goal = { id: 'flights', hash: 'x' };
    await expect(run({ goal })).rejects.toMatchObject({ type: 'ToolNotOnWorker' });
  });
});

describe('a failure', () => {
  const foreign = Object.assign(new Error('Aspen is taken.'), { name: 'ToolFailure' });
  test.each([
    ['that the model can act on', new ToolFailure('Aspen is taken.'), 'failed'],
    ['from another copy of the framework', foreign, 'failed'],
    ['before anything happened', new ToolDidNotRun('Aspen is taken.'), 'not-run'],
  ])('%s is an answer', async (_, error, kind) => {
    expect(await calling(failing(error)).run()).toEqual({ kind, error: 'Aspen is taken.' });
  });

  test.each([
    ['an error', new Error('ECONNRESET'), 'ECONNRESET'],
    ['a text', 'ECONNRESET', 'It threw something that is no Error: "ECONNRESET"'],
    ['an object', { code: 42 }, 'It threw something that is no Error: {"code":42}'],
    ['nothing', undefined, 'It threw something that is no Error: undefined'],
  ])('that says nothing of what happened is thrown on: %s', async (_, error, message) => {
    await expect(calling(failing(error)).run()).rejects.toMatchObject({ message });
  });
});

describe('while a tool works', () => {
  test('heartbeats go out, with the progress that it told last', async () => {
    const tool = defineTool({
      ...rest,
      async execute(_, { heartbeat }) {
        heartbeat({ page: 1 });
        await sleep(100);
        heartbeat({ page: 2 });
        return 'read';
      },
    });
    const { run, beats } = calling(tool);
    await run();
    expect(beats.length).toBeGreaterThanOrEqual(4);
    expect(beats.slice(0, 2)).toEqual([{ page: 1 }, { page: 1 }]);
    expect(beats.at(-1)).toEqual({ page: 2 });
  });

  test('its signal is aborted when it is cancelled', async () => {
    const tool = defineTool({
      ...rest,
      execute: (_, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve('stopped'));
          environment.cancel();
        }),
    });
    const { run, environment } = calling(tool);
    expect(await run()).toEqual({ kind: 'completed', output: 'stopped' });
  });

  test('a cancellation that it passes on is thrown on', async () => {
    const tool = defineTool({
      ...rest,
      execute: async (_, { signal }) => {
        environment.cancel();
        await sleep(1_000, undefined, { signal });
      },
    });
    const { run, environment } = calling(tool);
    await expect(run()).rejects.toThrow();
  });

  test('what it logs goes to the log of the Worker', async () => {
    const tool = defineTool({
      ...rest,
      execute: (_, { log }) => log.warn('Few rooms are left', { left: 1 }),
    });
    const { run, logged } = calling(tool);
    await run();
    expect(logged).toMatchObject([
      { level: 'WARN', message: 'Few rooms are left', meta: { left: 1 } },
    ]);
  });
});

describe('asked whether a lost call happened, a tool', () => {
  const verifying = (verify: () => Promise<never>) =>
    calling(defineTool({ ...rest, execute: () => 1, verify }));

  test.each([
    [
      { happened: true, output: { reference: 'R-1' } },
      { kind: 'happened', output: { reference: 'R-1' } },
    ],
    [{ happened: false }, { kind: 'did-not-happen' }],
    [{ happened: 'unknown' }, { kind: 'unknown' }],
  ])('that finds %o says so', async (found, verdict) => {
    expect(await verifying(async () => found as never).verify()).toEqual(verdict);
  });

  test('that cannot find out does not know', async () => {
    expect(await calling(defineTool({ ...rest, execute: () => 1 })).verify()).toEqual({
      kind: 'unknown',
    });
  });

  test('that cannot reach anybody is asked again', async () => {
    const verify = () => Promise.reject(new Error('ECONNREFUSED'));
    await expect(verifying(verify).verify()).rejects.toThrow('ECONNREFUSED');
  });
});
