import { inputHashOf, type JsonObject, type SummarizeRequest } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import { createCheckInput } from '../../src/planning/check-input.js';
import { createResolveGoal } from '../../src/planning/resolve-goal.js';
import { createSummarize } from '../../src/planning/summarize.js';
import { todayIn } from '../../src/planning/today.js';
import { dependencies, environment, scripted, type Answer } from './scripted.js';
import { emptyRegistry, registry, tripReference, tripSpec } from './trip-goal.js';

const conversation = { conversationId: 'trip-1', chainId: 'run-1' };

describe('looking a goal up', () => {
  const resolveGoal = createResolveGoal({ registry });

  test('gives its recorded form', async () => {
    expect(await resolveGoal({ goalId: 'trip' })).toEqual({
      ...tripSpec,
      abortsTools: true,
      runsBy: 4,
    });
  });

  test('an unknown one is refused with those that there are', async () => {
    await expect(resolveGoal({ goalId: 'tripp' })).rejects.toMatchObject({
      type: 'UnknownGoal',
      message: expect.stringContaining("it has 'trip'"),
    });
  });
});

describe('an edited input', () => {
  const check = (tool: string, input: JsonObject, goal = tripReference) =>
    createCheckInput({ registry })({ ...conversation, goal, tool, input });

  test('that fits is cleaned and hashed', async () => {
    const input = { city: 'Perth', month: 'May' };
    expect(await check('FindEvents', { ...input, maxPrice: null })).toEqual({
      kind: 'accepted',
      input,
      inputHash: inputHashOf('FindEvents', input, conversation),
    });
  });

  test.each<[string, string, JsonObject, RegExp]>([
    [
      'lacks something',
      'FindEvents',
      { city: 'Perth' },
      /^The input of 'FindEvents' lacks month\./,
    ],
    [
      'does not fit',
      'FindEvents',
      { city: 'P', month: 'May' },
      /^The input of 'FindEvents' does not fit: city: /,
    ],
    ['is for no tool of the goal', 'BookHotel', {}, /^Goal 'trip' has no tool 'BookHotel'\./],
  ])('that %s is refused with the reason', async (_, tool, input, reason) => {
    expect(await check(tool, input)).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(reason),
    });
  });

  test('of another version of the goal needs the recorded one', async () => {
    const older = { id: 'trip', hash: 'older' };
    expect(await check('Refund', {}, older)).toEqual({ kind: 'need-spec' });
    expect(await check('Refund', {}, { ...older, spec: tripSpec })).toMatchObject({
      kind: 'accepted',
    });
  });
});

describe('a summary', () => {
  const request: SummarizeRequest = {
    conversationId: 'trip-1',
    goal: tripReference,
    summary: 'Ada wants comedy.',
    transcript: [{ role: 'user', text: 'Melbourne' }],
  };
  const summarize = async (...answers: readonly Answer[]) => {
    const model = scripted({ summarize: answers });
    const activity = createSummarize(dependencies(registry, model));
    return { reply: await environment().run(() => activity(request)), requests: model.requests };
  };

  test('is the model’s text, with what it cost', async () => {
    const { reply, requests } = await summarize(' Two sentences. Here. ');
    expect(reply).toMatchObject({
      kind: 'summary',
      text: 'Two sentences. Here.',
      usage: { modelCalls: 1 },
    });
    expect(requests[0]?.output).toBeUndefined();
    expect(requests[0]?.messages.at(-1)?.content).toContain(
      '{"earlierSummary":"Ada wants comedy."}',
    );
  });

  test('is cut at 2 kB', async () => {
    const { reply } = await summarize('x'.repeat(5_000));
    expect(reply).toMatchObject({ text: expect.stringMatching(/^x+ … \(cut after 2048 bytes\)$/) });
  });

  test.each<[string, Answer]>([
    ['empty', ''],
    ['refused', { text: 'No.', finish: 'refused' }],
  ])('%s twice leaves the earlier one in place', async (_, answer) => {
    const { reply } = await summarize(answer, answer);
    expect(reply).toMatchObject({ text: 'Ada wants comedy.', usage: { modelCalls: 2 } });
  });

  test('of another version of the goal needs the recorded one', async () => {
    const activity = createSummarize(dependencies(emptyRegistry, scripted({})));
    expect(await environment().run(() => activity(request))).toEqual({ kind: 'need-spec' });
  });
});

test.each([
  ['UTC', '2026-02-28T23:30:00Z', '2026-02-28'],
  ['Australia/Melbourne', '2026-02-28T23:30:00Z', '2026-03-01'],
  ['America/Los_Angeles', '2026-03-01T07:30:00Z', '2026-02-28'],
])('today in %s at %s is %s', (timeZone, instant, today) => {
  expect(todayIn(timeZone, () => Date.parse(instant))).toBe(today);
});

test('today follows the server’s clock where that is ahead', async () => {
  const currentAttemptScheduledTimestampMs = Date.parse('2099-05-01T12:00:00Z');
  const place = environment({ currentAttemptScheduledTimestampMs });
  expect(await place.run(async () => todayIn('UTC'))).toBe('2099-05-01');
});
