import { defineGoal, defineTool, ToolFailure } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { startTalk } from './converse.js';
import { roomGoal, timeOffGoal, tripGoal } from './goals.js';

const goals = [
  ['the trip', tripGoal, 'Melbourne in March'],
  ['a room', roomGoal, '6 people tomorrow'],
  ['time off', timeOffGoal, 'sick leave, ada@example.com'],
] as const;

describe.each(goals)('a call for %s', (_, goal, request) => {
  test('that waits is proposed again, unchanged, after a yes, thanks or a question', async () => {
    const talk = await startTalk(goal(), { decide: () => 'wait' });
    await talk.say(request);
    const [call] = talk.pending;
    for (const text of ['yes', 'ok go ahead', 'thank you', 'what happens now?']) {
      await talk.say(text);
      expect(talk.pending).toEqual([call]);
    }
    expect(talk.transcript.some(({ role }) => role === 'tool')).toBe(false);
  });

  test.each(['no, cancel that', 'never mind', 'no', 'stop', "please don't do it"])(
    'that waits is taken back by: %s',
    async (text) => {
      const talk = await startTalk(goal(), { decide: () => 'wait' });
      await talk.say(request);
      const { known } = talk;
      const answer = await talk.say(text);
      expect(talk.pending).toEqual([]);
      expect(talk.calls).toEqual([]);
      expect(talk.known).toEqual(known);
      expect(answer).toMatch(/How would you like to go on\?/);
      await talk.say('go on');
      expect(talk.pending).toHaveLength(1);
    },
  );

  test('that was rejected leads to a question, and to the same call only when asked for', async () => {
    let rejected = 0;
    const talk = await startTalk(goal(), {
      decide: () => ((rejected += 1), { outcome: 'rejected', error: 'Not now.' }),
    });
    await talk.say(request);
    expect(talk.lastStep.next).toBe('question');
    expect(talk.lastStep.response).toMatch(/What would you like to change: .*\?/);
    await talk.say('thanks');
    expect(rejected).toBe(1);
    await talk.say('try again');
    expect(rejected).toBe(2);
  });

  test.each(['expired', 'withdrawn', 'in-doubt'] as const)(
    'that is %s is not repeated unasked',
    async (outcome) => {
      let proposed = 0;
      const talk = await startTalk(goal(), {
        decide: () => ((proposed += 1), { outcome, error: 'The attempt was lost.' }),
      });
      await talk.say(request);
      expect(talk.lastStep.next).toBe('question');
      await talk.say('thank you');
      expect(proposed).toBe(1);
      if (outcome === 'in-doubt') {
        expect(talk.transcript.findLast(({ role }) => role === 'agent')).toMatchObject({
          next: 'question',
        });
        await talk.say('yes');
        expect(proposed).toBe(1);
      }
      await talk.say('try again');
      expect(proposed).toBe(2);
    },
  );

  test('that failed is told in its words, and tried again after a yes', async () => {
    let tries = 0;
    const talk = await startTalk(goal(), {
      decide: () => (
        (tries += 1),
        tries === 1 ? { outcome: 'failed', error: 'The line is down' } : 'run'
      ),
    });
    await talk.say(request);
    expect(talk.lastStep.response).toContain('The line is down.');
    expect(talk.lastStep.next).toBe('question');
    await talk.say('yes');
    expect(talk.calls).toHaveLength(1);
  });

  test.each([
    "that's all, end conversation",
    'bye',
    "we're done",
    'Goodbye!',
    'no thanks, that is all',
  ])('is not needed for a goodbye: %s', async (text) => {
    const talk = await startTalk(goal());
    await talk.say(text);
    expect(talk.lastStep.next).toBe('done');
  });

  test.each(['I want something else', 'another goal please', "I'd like to switch the goal"])(
    'is not needed to leave for another goal: %s',
    async (text) => {
      const talk = await startTalk(goal());
      await talk.say(text);
      expect(talk.lastStep.next).toBe('pick-new-goal');
    },
  );
});

test('a failure that names a value asks for it again', async () => {
  const lookUp = defineTool({
    name: 'LookUp',
    description: 'Look a plant up.',
    effect: 'read',
    input: z.object({
      plant: z.string().describe('Plant to look up'),
      year: z.int().describe('Year'),
    }),
    execute: ({ plant }) => {
      if (plant === 'Triffid')
        throw new ToolFailure("'Triffid' is no plant. Ask the person for another.");
      return { plant, height: 3 };
    },
  });
  const goal = defineGoal({
    id: 'plants',
    title: 'Plants',
    instructions: 'Look up.',
    tools: [lookUp],
  });
  const talk = await startTalk(goal);
  await talk.say('Triffid, year 1999');
  expect(talk.lastStep.response).toBe(
    "That did not work. 'Triffid' is no plant. Which plant would you like to look up?",
  );
  await talk.say('Rose');
  expect(talk.calls.at(-1)?.input).toEqual({ plant: 'Rose', year: 1999 });
  expect(talk.ended).toBe(true);
});

test('a value that does not fit is refused with what it has to be', async () => {
  const talk = await startTalk(roomGoal());
  await talk.say('tomorrow');
  expect(await talk.say('400 people')).toContain(
    '“400” does not work as attendees yet: it has to be at most 40.',
  );
  await talk.say('40');
  expect(talk.calls[0]?.input).toMatchObject({ attendees: 40 });
});

test('a search that finds nothing asks for something else to search with', async () => {
  const talk = await startTalk(roomGoal());
  await talk.say('tomorrow for 35 people');
  expect(talk.lastStep.response).toContain('Nothing was found.');
  await talk.say('20');
  expect(talk.calls[1]).toEqual({
    tool: 'find_rooms',
    input: { day: '2026-11-06', attendees: 20 },
  });
});

test('a date that is over is asked for again', async () => {
  const talk = await startTalk(roomGoal());
  expect(await talk.say('4 people on March 3, 2020')).toContain('it has to be today or later');
});

test('an answer that was not taken is repaired by asking', async () => {
  const talk = await startTalk(roomGoal());
  const { offlineModel } = await import('../../../src/model/offline/offline-model.js');
  const situation = {
    ...talk.situation({ kind: 'message', text: 'tomorrow for 4' }),
    repair: { answer: '{"tool":"find_rooms"}', problem: 'attendees must be even' },
  };
  const request = { purpose: 'plan', messages: [], situation } as const;
  const { text } = await offlineModel().generate(request, { signal: new AbortController().signal });
  expect(JSON.parse(text)).toMatchObject({
    next: 'question',
    response: 'That does not work yet: attendees must be even. How many people attend?',
  });
});
