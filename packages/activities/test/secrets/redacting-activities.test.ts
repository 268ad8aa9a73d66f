import { inspect } from 'node:util';
import { CompleteAsyncError, heartbeat, log, activityInfo } from '@temporalio/activity';
import {
  ApplicationFailure,
  CancelledFailure,
  defaultFailureConverter,
  defaultPayloadConverter,
} from '@temporalio/common';
import {
  defineGoal,
  defineRegistry,
  defineTool,
  inputHashOf,
  ToolFailure,
  type Model,
  type PlannedStep,
} from '@durable-goals/core';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { createAgentActivities } from '../../src/create-agent-activities.js';
import { redactingActivities } from '../../src/secrets/redacting-activities.js';
import { redactorOf } from '../../src/secrets/redactor.js';

const secret = 'canary-Zq7wm2xKd9-secret';
afterEach(() => vi.unstubAllEnvs());

/** Runs one Activity that lets nothing out, and gives everything that left it. */
async function leaving(activity: () => Promise<unknown>) {
  const logged: unknown[] = [];
  const keep = (message: string, meta?: object) => void logged.push([message, inspect(meta)]);
  const logger = { trace: keep, debug: keep, info: keep, warn: keep, error: keep };
  const environment = new MockActivityEnvironment(
    { heartbeatTimeoutMs: 60 },
    { logger: { ...logger, log: (_, message, meta) => keep(message, meta) } },
  );
  const beats: unknown[] = [];
  environment.on('heartbeat', (details) => beats.push(details));
  const { run } = redactingActivities({ run: activity }, () => redactorOf([secret]));
  const result: unknown = await environment
    .run(run as () => Promise<unknown>)
    .catch((error) => error);
  return { result, logged: JSON.stringify(logged), beats };
}

class Login {
  readonly password = secret;
}

describe('an Activity lets no secret out', () => {
  test('in its result', async () => {
    const { result } = await leaving(async () => ({ kind: 'completed', output: [`k ${secret}`] }));
    expect(result).toEqual({ kind: 'completed', output: ['k [redacted]'] });
  });

  test('in its heartbeats and its log, whoever writes them', async () => {
    const { logged, beats } = await leaving(async () => {
      heartbeat({ at: secret });
      heartbeat(new Login());
      log.info(`Using ${secret}`, {
        headers: { authorization: `Bearer ${secret}` },
        login: new Login(),
      });
      log.warn('It failed', { error: new Error(secret, { cause: new Error(secret) }) });
      log.error('Bearer abc.def-123');
      return activityInfo().attempt;
    });
    expect(beats).toEqual([{ at: '[redacted]' }, { password: '[redacted]' }]);
    expect(logged).toContain('Using [redacted]');
    expect(logged).toContain('It failed');
    expect(logged).not.toContain(secret);
    expect(logged).not.toContain('abc.def-123');
  });

  test.each([
    ['an Error', () => new Error(`k ${secret}`)],
    ['a cause', () => new Error('k', { cause: new Error(secret, { cause: secret }) })],
    ['a member', () => Object.assign(new Error('k'), { config: { key: secret }, code: secret })],
    ['a name', () => Object.assign(new Error('k'), { name: secret })],
    ['a failure', () => ApplicationFailure.nonRetryable(secret, 'Type', { key: secret })],
    [
      'what goes with a failure, of whatever class',
      () => ApplicationFailure.nonRetryable('k', 'Type', new Login(), [{ toJSON: () => secret }]),
    ],
    [
      'a failure that came from elsewhere',
      () =>
        Object.assign(ApplicationFailure.nonRetryable(`k ${secret}`), {
          failure: { message: secret },
        }),
    ],
    ['a cancellation', () => new CancelledFailure(secret, [secret])],
    ['a string', () => `k ${secret}`],
    ['data', () => ({ key: secret })],
  ])('in %s that it throws', async (_, thrown) => {
    const original: unknown = thrown();
    const { result, logged } = await leaving(() => Promise.reject(original));
    const { message, stack, cause, details } = result as ApplicationFailure;
    const everything = inspect([result, message, stack, cause, details, logged], { depth: 9 });
    expect(everything).not.toContain(secret);
    expect(everything).toContain('[redacted]');
    if (original instanceof Error)
      expect((result as Error).name).toBe(original.name.replace(secret, '[redacted]'));
    if (original instanceof ApplicationFailure || original instanceof CancelledFailure) {
      expect(result).toBe(original);
    }
  });

  test('and leaves errors without one as they are', async () => {
    for (const error of [new TypeError('plain'), new CompleteAsyncError()]) {
      const { result } = await leaving(() => Promise.reject(error));
      expect(result).toBe(error);
    }
  });

  test('be it that a cause leads back to itself', async () => {
    const error = new Error(secret);
    error.cause = error;
    const { result } = await leaving(() => Promise.reject(error));
    expect((result as Error).message).toBe('[redacted]');
    expect(inspect(result, { depth: 30 })).not.toMatch(/Circular|canary/);
  });
});

describe('whatever an Activity throws, Temporal can be told', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const itself = ApplicationFailure.retryable('k');
  Object.assign(itself, { cause: itself });
  const withDelay = (nextRetryDelay: number) =>
    ApplicationFailure.create({ message: 'k', nextRetryDelay });

  test.each([
    ['half a character', () => new Error('half \ud800')],
    ['half a character in a type', () => ApplicationFailure.retryable('k', 'T\ud800')],
    ['half a character in a name', () => Object.assign(new Error('k'), { name: 'N\ud800' })],
    ['a big integer', () => ApplicationFailure.retryable('k', 'Type', 10n)],
    ['a circle', () => ApplicationFailure.retryable('k', 'Type', circle)],
    ['a circle itself', () => circle],
    ['a big integer itself', () => 10n],
    ['a failure that is its own cause', () => itself],
    ['a delay that is no number', () => withDelay(NaN)],
    ['a delay without end', () => withDelay(Infinity)],
    ['a stack that is no text', () => Object.defineProperty(new Error('k'), 'stack', { value: 4 })],
    ['a message that is no text', () => Object.assign(new Error('k'), { message: { a: 1 } })],
    ['three million letters', () => new Error('y'.repeat(3_000_000))],
    [
      'three million letters of details',
      () => ApplicationFailure.retryable('k', 'Type', 'y'.repeat(3_000_000)),
    ],
    ['a chain of causes', () => chain(60)],
  ])('be it %s', async (_, thrown) => {
    const { result } = await leaving(() => Promise.reject(thrown()));
    const failure = defaultFailureConverter.errorToFailure(result, defaultPayloadConverter);
    const told = JSON.stringify(failure);
    expect(told.length).toBeLessThan(500_000);
    expect(told).not.toMatch(/\\ud[89a-f]/);
  });

  function chain(length: number): Error {
    return length === 0 ? new Error('last') : new Error('k', { cause: chain(length - 1) });
  }
});

describe('the Activities of an agent', () => {
  const input = z.strictObject({ note: z.string() });
  const tool = (execute: (input: { note: string }) => unknown) =>
    defineTool({ name: 'Note', description: 'Notes', effect: 'read', input, execute });
  const goalWith = (execute: (input: { note: string }) => unknown) =>
    defineGoal({
      id: 'notes',
      title: 'Notes',
      instructions: 'Note.',
      tools: [tool(execute)],
      validatePrompts: false,
    });
  const reference = (goal: ReturnType<typeof goalWith>) => ({
    id: 'notes',
    hash: defineRegistry([goal]).spec('notes').hash,
  });

  async function run(goal: ReturnType<typeof goalWith>, secrets?: () => readonly string[]) {
    const activities = createAgentActivities({ goals: [goal], ...(secrets && { secrets }) });
    const request = { conversationId: 'c', callId: 'c1', idempotencyKey: 'k', tool: 'Note' };
    return new MockActivityEnvironment().run(activities['Note'] as never, {
      ...request,
      goal: reference(goal),
      input: { note: 'n' },
    });
  }

  test('know the secrets of the environment by themselves', async () => {
    vi.stubEnv('NOTES_API_KEY', secret);
    expect(await run(goalWith(() => ({ used: secret })))).toEqual({
      kind: 'completed',
      output: { used: '[redacted]' },
    });
    const failing = goalWith(() => {
      throw new ToolFailure(`No note for ${secret}.`);
    });
    expect(await run(failing)).toEqual({ kind: 'failed', error: 'No note for [redacted].' });
  });

  test('ask anew for those that are named', async () => {
    const named = 'rotated-1234';
    let secrets: readonly string[] = [];
    const goal = goalWith(() => named);
    expect(await run(goal, () => secrets)).toMatchObject({ output: named });
    secrets = [named];
    expect(await run(goal, () => secrets)).toMatchObject({ output: '[redacted]' });
  });

  test('find a secret where a long result is cut', async () => {
    vi.stubEnv('NOTES_API_KEY', secret);
    for (const before of [15_985, 15_990, 15_999]) {
      const { output } = (await run(
        goalWith(() => `${'x'.repeat(before)}${secret}${'y'.repeat(60_000)}`),
      )) as {
        output: { beginning: string };
      };
      expect(output.beginning).not.toContain(secret.slice(0, 8));
    }
  });

  test('hash an input as it is shown and runs: without what the model knew of a secret', async () => {
    vi.stubEnv('NOTES_API_KEY', secret);
    const step = {
      response: `I note ${secret}.`,
      next: 'confirm',
      tool: 'Note',
      input: { note: secret },
    };
    const model: Model = {
      id: 'leaky',
      generate: async () => ({
        text: JSON.stringify(step),
        finish: 'stop',
        usage: { inputTokens: 1, outputTokens: 1 },
        model: 'leaky',
      }),
    };
    const goal = goalWith(() => 1);
    const { 'durableGoals.plan': plan } = createAgentActivities({ goals: [goal], model });
    const conversation = { conversationId: 'c', chainId: 'r' };
    const reply: PlannedStep = await new MockActivityEnvironment().run(plan as never, {
      ...conversation,
      goal: reference(goal),
      situation: {
        trigger: { kind: 'start' },
        transcript: [],
        known: {},
        completed: [],
        pending: [],
      },
      validate: false,
    });
    const shown = { note: '[redacted]' };
    expect(reply.calls[0]).toMatchObject({
      input: shown,
      inputHash: inputHashOf('Note', shown, conversation),
    });
    expect(JSON.stringify(reply)).not.toContain(secret);
  });
});
