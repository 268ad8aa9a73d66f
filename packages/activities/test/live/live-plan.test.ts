import type { LiveChannel, LiveEvent, ModelResponse, PlanRequest } from '@durable-goals/core';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ModelFailure } from '../../src/model/model-failure.js';
import { createPlan } from '../../src/planning/plan.js';
import { redactingActivities } from '../../src/secrets/redacting-activities.js';
import { redactorOf } from '../../src/secrets/redactor.js';
import {
  dependencies,
  environment,
  response,
  scripted,
  step,
  type Answer,
} from '../planning/scripted.js';
import { planRequest, registry } from '../planning/trip-goal.js';

const valid = JSON.stringify({ valid: true });
const invalid = JSON.stringify({ valid: false, reason: 'No burgers here.' });

/** Writes an answer piece by piece, and waits in between. */
function written(
  text: string,
  { pieceMs = 0, fails }: { pieceMs?: number; fails?: Error } = {},
): Answer {
  return async (_, { onText }): Promise<ModelResponse> => {
    for (const piece of text.match(/[^]{1,6}/g) ?? []) {
      if (pieceMs > 0) await sleep(pieceMs);
      onText?.(piece);
    }
    if (fails !== undefined) throw fails;
    return response(text);
  };
}

/** Gives an answer after a time. */
function later(text: string, ms: number): Answer {
  return async () => {
    await sleep(ms);
    return response(text);
  };
}

/** Plans, and keeps what was told meanwhile. */
function run(
  answers: Parameters<typeof scripted>[0],
  { secrets = [], ...changes }: Partial<PlanRequest> & { readonly secrets?: string[] } = {},
) {
  const heard: LiveEvent[] = [];
  const live: LiveChannel = {
    publish: (event) => heard.push(event),
    subscribe: () => () => undefined,
    announce: () => undefined,
    close: async () => {},
  };
  const plan = createPlan({ ...dependencies(registry, scripted(answers)), live });
  const activities = redactingActivities({ plan }, () => redactorOf(secrets));
  const place = environment({ currentAttemptScheduledTimestampMs: 1_000, attempt: 2 });
  const request = planRequest({ validate: true, ...changes });
  const reply: Promise<unknown> = place.run(
    async () => await activities['plan']?.(request as never),
  );
  return { heard, reply, text: () => shownOf(heard) };
}

/** What somebody who watches sees at the end. */
function shownOf(heard: readonly LiveEvent[]): string {
  let key = '';
  let text = '';
  for (const event of heard) {
    if (event.kind === 'text') {
      if (event.key !== key) text = '';
      key = event.key;
      expect(event.from).toBe(text.length);
      text += event.text;
    } else if (event.kind === 'retract') {
      expect(event.key).toBe(key);
      text = '';
    }
  }
  return text;
}

afterEach(() => vi.restoreAllMocks());

describe('while a model writes its answer', () => {
  test('the words for the person are told, under one key, and then that they stand', async () => {
    const answer = step({ response: 'Where do you want to go? 🛫' });
    const { heard, reply, text } = run({ validate: [valid], plan: [written(answer)] });
    expect(await reply).toMatchObject({ text: 'Where do you want to go? 🛫' });
    expect(text()).toBe('Where do you want to go? 🛫');
    expect(heard.at(-1)?.kind).toBe('written');
    expect(new Set(heard.map((event) => 'key' in event && event.key)).size).toBe(1);
  });

  test('the first of them are told before the last are written', async () => {
    const answer = step({ response: 'One word after the other, and then some more.' });
    const { heard, reply } = run({ validate: [valid], plan: [written(answer, { pieceMs: 30 })] });
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(0));
    expect(shownOf(heard).length).toBeLessThan(40);
    await reply;
    expect(heard.length).toBeGreaterThan(2);
  });

  test('nothing is told before the verdict on the message', async () => {
    const verdict = later(valid, 60);
    const { heard, reply, text } = run({ validate: [verdict], plan: [written(step({}))] });
    await sleep(30);
    expect(heard).toEqual([]);
    await reply;
    expect(text()).toBe('Well?');
  });

  test('nothing at all is told when the message is refused', async () => {
    const verdict = later(invalid, 20);
    const { heard, reply } = run({ validate: [verdict], plan: [written(step({}))] });
    expect(await reply).toMatchObject({ kind: 'refused' });
    await sleep(60);
    expect(heard).toEqual([]);
  });

  test('a step that answers no message is told at once', async () => {
    const answer = step({ response: 'Slowly, one word at a time.' });
    const { heard, reply } = run({ plan: [written(answer, { pieceMs: 20 })] }, { validate: false });
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(0));
    await reply;
  });

  test('what a failed attempt told is taken back', async () => {
    const fails = new ModelFailure('ModelUnavailable', 'It broke off.');
    const { heard, reply, text } = run({
      validate: [valid],
      plan: [written('{"response":"Half an ans', { fails })],
    });
    await expect(reply).rejects.toMatchObject({ type: 'ModelUnavailable' });
    expect(heard.map(({ kind }) => kind)).toContain('text');
    expect(text()).toBe('');
  });

  test('what an answer told that had to be asked for again is taken back', async () => {
    const { heard, reply, text } = run({
      validate: [valid],
      plan: [written('{"response":"No such next","next":"fly"}'), written(step({}))],
    });
    expect(await reply).toMatchObject({ text: 'Well?' });
    expect(heard.map(({ kind }) => kind)).toContain('retract');
    expect(text()).toBe('Well?');
    const began = heard.flatMap((event) => (event.kind === 'text' ? [event.began] : []));
    expect(began).toEqual(began.toSorted((a, b) => a - b));
  });

  test('what is not for the person is never told', async () => {
    const answer = JSON.stringify({
      next: 'question',
      tool: 'FindEvents',
      input: { city: 'Melbourne', month: 'March', response: 'not this' },
      response: 'I look for events.',
    });
    const { heard, reply, text } = run({ validate: [valid], plan: [written(answer)] });
    await reply;
    expect(text()).toBe('I look for events.');
    expect(JSON.stringify(heard)).not.toMatch(/not this|Melbourne/);
  });

  test('secrets are taken out, also when they come in two pieces', async () => {
    const answer = step({ response: 'The key is tok_8f3a91c7d, and that is all.' });
    const { heard, reply, text } = run(
      { validate: [valid], plan: [written(answer, { pieceMs: 15 })] },
      { secrets: ['tok_8f3a91c7d'] },
    );
    await reply;
    expect(text()).toBe('The key is [redacted], and that is all.');
    for (const event of heard) expect(JSON.stringify(event)).not.toMatch(/tok_|8f3|91c7/);
  });

  test('an answer that is longer than a message may be is told as far as that', async () => {
    const answer = step({ response: 'long '.repeat(20_000) });
    const { reply, text } = run({ validate: [valid], plan: [written(answer)] });
    await reply;
    expect(text().length).toBeLessThanOrEqual(32_768);
  });

  test('a model that is not heard is not asked to write piece by piece', async () => {
    let asked: unknown;
    const model = scripted({
      plan: [
        async (_, options) => {
          asked = options.onText;
          return response(step({}));
        },
      ],
    });
    const plan = createPlan(dependencies(registry, model));
    await environment().run(() => plan(planRequest({ validate: false })));
    expect(asked).toBeUndefined();
  });
});
