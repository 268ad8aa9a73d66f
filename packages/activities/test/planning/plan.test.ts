import { setTimeout as sleep } from 'node:timers/promises';
import { failures, type PlanRequest } from '@durable-goals/core';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { ModelFailure } from '../../src/model/model-failure.js';
import { createPlan } from '../../src/planning/plan.js';
import {
  dependencies,
  environment,
  response,
  scripted,
  step,
  untilAborted,
  type Answer,
  type ScriptedModel,
} from './scripted.js';
import { emptyRegistry, planRequest, registry, tripSpec } from './trip-goal.js';

const valid = JSON.stringify({ valid: true });
const invalid = JSON.stringify({ valid: false, reason: 'No burgers here. Where to?' });

function run(
  model: ScriptedModel,
  changes: Partial<PlanRequest> = { validate: true },
  info: Parameters<typeof environment>[0] = {},
) {
  const plan = createPlan(dependencies(registry, model));
  const place = environment({ heartbeatTimeoutMs: 60_000, ...info });
  const beats: unknown[] = [];
  place.on('heartbeat', (details) => beats.push(structuredClone(details)));
  return { reply: place.run(() => plan(planRequest(changes))), beats, place };
}

describe('checking and planning', () => {
  test('go side by side', async () => {
    const model = scripted({ validate: [valid], plan: [step({ response: 'When?' })] });
    expect(await run(model).reply).toMatchObject({
      kind: 'step',
      text: 'When?',
      usage: { modelCalls: 2, inputTokens: 20, outputTokens: 10, cachedInputTokens: 4 },
    });
  });

  test('a refused message is answered at once, and its plan is dropped, though it counts', async () => {
    const model = scripted({ validate: [invalid], plan: [untilAborted] });
    expect(await run(model).reply).toEqual({
      kind: 'refused',
      text: 'No burgers here. Where to?',
      model: 'scripted-1',
      promptVersion: expect.any(String),
      usage: { modelCalls: 2, inputTokens: 10, outputTokens: 5, cachedInputTokens: 2 },
    });
  });

  test('a plan that came before the refusal is paid for and dropped', async () => {
    const model = scripted({
      plan: [step({})],
      validate: [
        async () => new Promise((resolve) => setTimeout(() => resolve(response(invalid)), 20)),
      ],
    });
    expect(await run(model).reply).toMatchObject({ kind: 'refused', usage: { modelCalls: 2 } });
  });

  test('a refusal counts though planning failed', async () => {
    const model = scripted({
      validate: [invalid],
      plan: [new ModelFailure('ModelUnavailable', 'x')],
    });
    expect(await run(model).reply).toMatchObject({ kind: 'refused' });
  });

  test('only what a person wrote is checked', async () => {
    const model = scripted({ plan: [step({})] });
    const situation = { ...planRequest().situation, trigger: { kind: 'start' } as const };
    expect(await run(model, { validate: true, situation }).reply).toMatchObject({ kind: 'step' });
  });
});

describe('a verdict', () => {
  const verdict = async (...answers: readonly Answer[]) => {
    const model = scripted({ validate: answers, plan: [step({})] });
    return { reply: await run(model).reply, calls: model.asked('validate').length };
  };

  test.each([
    ['in words', '{"valid":"True"}', 'step'],
    ['in words, no', '{"valid":" false ","reason":"No."}', 'refused'],
    ['with prose around it', `Let me see: ${valid}`, 'step'],
  ])('%s is read', async (_, answer, kind) => {
    expect(await verdict(answer)).toMatchObject({ reply: { kind }, calls: 1 });
  });

  test('that cannot be read is asked for once more', async () => {
    expect(await verdict('Hm.', valid)).toMatchObject({ reply: { kind: 'step' }, calls: 2 });
  });

  test.each<[string, readonly Answer[]]>([
    ['prose', ['Hm.', 'Hm.']],
    ['another shape', ['{"valid":"perhaps"}', '{}']],
    [
      'half of one',
      [
        { text: valid, finish: 'length' },
        { text: valid, finish: 'length' },
      ],
    ],
  ])('that cannot be read twice (%s) refuses the message', async (_, answers) => {
    expect(await verdict(...answers)).toMatchObject({
      reply: {
        kind: 'refused',
        text: 'Your message could not be checked, so I did not act on it. Send it again, or word it differently.',
      },
      calls: 2,
    });
  });

  test('that a provider withholds refuses the message', async () => {
    expect(await verdict({ text: '', finish: 'filtered' })).toMatchObject({
      reply: { kind: 'refused', text: expect.stringContaining('I cannot help with that message.') },
      calls: 1,
    });
  });

  test('without a reason gets one', async () => {
    const { reply } = await verdict('{"valid":false}');
    expect(reply).toMatchObject({
      text: expect.stringContaining('this conversation is for: Book a trip.'),
    });
  });
});

describe('an attempt after another', () => {
  test('does not repeat the half that was finished', async () => {
    const first = scripted({
      validate: [valid],
      plan: [new ModelFailure('ModelRateLimited', 'Slow down.', 4_000)],
    });
    const { reply, beats } = run(first);
    await expect(reply).rejects.toMatchObject({ type: 'ModelRateLimited' });
    expect(beats.at(-1)).toMatchObject({ checked: { valid: true }, spent: { modelCalls: 1 } });

    const second = scripted({ plan: [step({ response: 'When?' })] });
    const again = run(second, { validate: true }, { heartbeatDetails: beats.at(-1), attempt: 2 });
    expect(await again.reply).toMatchObject({ text: 'When?', usage: { modelCalls: 2 } });
    expect(second.asked('validate')).toEqual([]);
  });

  test.each([
    ['hears of the half that is finished first, if the other takes its time', true, 400, 1],
    ['hears nothing of two halves that are finished soon', true, 0, 0],
    ['hears nothing of a plan that has no other half', false, 0, 0],
  ])('%s', async (_, validate, planMs, expected) => {
    const planned = async () => {
      await sleep(planMs);
      return response(step({}));
    };
    const model = scripted({ validate: [valid], plan: [planned] });
    const { reply, beats } = run(model, { validate });
    expect(await reply).toMatchObject({ kind: 'step' });
    expect(beats).toHaveLength(expected);
  });

  test('keeps the plan when the check failed', async () => {
    const first = scripted({
      validate: [new ModelFailure('ModelUnavailable', 'Down.')],
      plan: [step({ response: 'When?' })],
    });
    const { reply, beats } = run(first);
    await expect(reply).rejects.toThrow('Down.');
    const second = scripted({ validate: [valid] });
    const again = run(second, { validate: true }, { heartbeatDetails: beats.at(-1) });
    expect(await again.reply).toMatchObject({ text: 'When?' });
    expect(second.asked('plan')).toEqual([]);
  });

  test('starts afresh when the details are of another make', async () => {
    const model = scripted({ plan: [step({})] });
    const again = run(model, {}, { heartbeatDetails: { v: 2, step: 'x' } });
    expect(await again.reply).toMatchObject({ kind: 'step', usage: { modelCalls: 1 } });
  });
});

describe('which goal', () => {
  const plan = createPlan(dependencies(emptyRegistry, scripted({ plan: [step({})] })));

  test('a version that this Worker does not have is asked for', async () => {
    expect(await environment().run(() => plan(planRequest()))).toEqual({ kind: 'need-spec' });
    const other = { id: 'trip', hash: 'older' };
    expect(await run(scripted({}), { goal: other }).reply).toEqual({ kind: 'need-spec' });
  });

  test('the recorded one is used, its inputs checked by their JSON Schema', async () => {
    const misfit = step({
      next: 'confirm',
      tool: 'CreateInvoice',
      input: { email: 'ada', amount: 0, colour: 'red' },
    });
    const model = scripted({ plan: [misfit, misfit] });
    const goal = { id: 'trip', hash: 'older', spec: { ...tripSpec, title: 'As it was' } };
    const recorded = createPlan(dependencies(emptyRegistry, model));
    const reply = await environment().run(() => recorded(planRequest({ goal })));
    expect(model.requests[0]?.messages[0]?.content).toContain('# Goal: As it was');
    expect(reply).toMatchObject({
      text: 'I cannot run CreateInvoice yet: must NOT have additional properties: "colour"; email: must match format "email"; amount: must be > 0. What should it be?',
    });
  });
});

describe('which model', () => {
  test('one that is asked for by its id', async () => {
    const model = scripted({ plan: [step({})] }, 'small');
    expect(await run(model, { model: 'small' }).reply).toMatchObject({ kind: 'step' });
  });

  test('one that this Worker does not have is refused in words', async () => {
    await expect(run(scripted({}), { model: 'huge' }).reply).rejects.toMatchObject({
      type: 'ModelUnknown',
      nonRetryable: true,
      message:
        "This Worker has no model 'huge'; its own is 'scripted'. Choose that one, with setModel or /model, or register the other.",
    });
  });
});

describe('a failure of the model', () => {
  test.each([
    [4_000, 4_000, { heals: true, retryAfterMs: 4_000 }],
    [-5, 0, { heals: true }],
  ])('carries its type, its words and a short wait: %i ms', async (given, delay, detail) => {
    const failure = new ModelFailure('ModelRateLimited', 'Too many calls.', given);
    const { reply } = run(scripted({ plan: [failure] }), {});
    await expect(reply).rejects.toMatchObject({
      type: 'ModelRateLimited',
      message: 'Too many calls.',
      nonRetryable: false,
      nextRetryDelay: delay,
      details: [detail],
    });
  });

  test.each<[ConstructorParameters<typeof ModelFailure>, object]>([
    [['ModelRateLimited', 'Too many calls.', 20_000], { heals: true, retryAfterMs: 20_000 }],
    [['ModelRateLimited', 'Too many calls.', 9e9], { heals: true, retryAfterMs: 3_600_000 }],
    [['ModelTimedOut', 'It took minutes.'], { heals: true }],
    [['ModelContextTooLong', 'Too long.'], { heals: false, tooLong: true }],
  ])('hands what takes longer to the conversation: %j', async (given, detail) => {
    const failure = new ModelFailure(...given);
    await expect(run(scripted({ plan: [failure] }), {}).reply).rejects.toMatchObject({
      nonRetryable: true,
      details: [detail],
    });
  });

  test('that time does not heal is final', async () => {
    const failure = new ModelFailure('ModelAuthRefused', 'The key was refused.');
    await expect(run(scripted({ plan: [failure] }), {}).reply).rejects.toMatchObject({
      type: 'ModelAuthRefused',
      nonRetryable: true,
      nextRetryDelay: undefined,
    });
  });

  test('of unknown make is tried again and tells nothing but its name', async () => {
    const error = new RangeError('key sk-secret-123456 and headers');
    error.cause = { headers: { authorization: 'Bearer sk-secret-123456' } };
    const failure: unknown = await run(scripted({ plan: [error] }), {}).reply.catch(
      (thrown) => thrown,
    );
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({
      type: 'ModelUnavailable',
      nonRetryable: false,
      message:
        "The step was not planned: it ended with an error named 'RangeError'. It is tried again; the Worker's log has the reason.",
      cause: undefined,
    });
  });

  test('that Temporal knows already passes as it is', async () => {
    const known = failures.promptRefused('planner', 'trip', 'it is odd');
    await expect(run(scripted({ plan: [known] }), {}).reply).rejects.toBe(known);
  });
});

describe('a cancelled Activity', () => {
  test('aborts the call and ends as cancelled', async () => {
    const model = scripted({ plan: [untilAborted] });
    const { reply, place } = run(model, {});
    place.cancel();
    await expect(reply).rejects.toBeInstanceOf(CancelledFailure);
  });

  test('does not wait for a model that ignores its signal', async () => {
    const model = scripted({ plan: [() => new Promise(() => undefined)] });
    const { reply, place } = run(model, {});
    place.cancel();
    await expect(reply).rejects.toBeInstanceOf(CancelledFailure);
  });

  test('is not taken for a failure of the model that reports it', async () => {
    const model = scripted({
      plan: [
        async (request, options) =>
          untilAborted(request, options).catch(() => {
            throw new ModelFailure('ModelTimedOut', 'It took too long.');
          }),
      ],
    });
    const { reply, place } = run(model, {});
    place.cancel();
    await expect(reply).rejects.toBeInstanceOf(CancelledFailure);
  });
});
