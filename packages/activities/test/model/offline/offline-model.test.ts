import {
  defineGoal,
  defineTool,
  type Goal,
  type ModelPurpose,
  type Situation,
} from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { offlineModel } from '../../../src/model/offline/offline-model.js';
import { startTalk } from './converse.js';
import { roomGoal, timeOffGoal, tripGoal } from './goals.js';

async function generate(purpose: ModelPurpose, situation: Situation): Promise<string> {
  const request = { purpose, messages: [], situation };
  return (await offlineModel().generate(request, { signal: new AbortController().signal })).text;
}

function goalOf(tools: Goal['tools']): Goal {
  return defineGoal({ id: 'small', title: 'A small goal', instructions: 'Be brief.', tools });
}

describe('the welcome', () => {
  test.each([
    ['trip', tripGoal, 'find events in a city'],
    ['room', roomGoal, 'book a meeting room'],
    ['time off', timeOffGoal, 'request the days off'],
  ] as const)('of the %s says what it is, what it can do, and asks', async (_, goal, ability) => {
    const talk = await startTalk(goal());
    const { response } = talk.lastStep;
    expect(response).toContain('I am the built-in offline planner, not a language model.');
    expect(response).toContain(ability);
    expect(response).toMatch(/\?$/);
  });

  test('of another goal names it', async () => {
    const talk = await startTalk(roomGoal());
    const step: unknown = JSON.parse(
      await generate('plan', talk.situation({ kind: 'goal-changed' })),
    );
    expect(step).toMatchObject({
      next: 'question',
      response: expect.stringContaining('Book a meeting room'),
    });
  });
});

describe('a goal without tools', () => {
  test('is talked about until a goodbye', async () => {
    const talk = await startTalk(goalOf([]));
    expect(await talk.say('I had a long day at the lighthouse.')).toContain(
      'I had a long day at the lighthouse.',
    );
    expect(talk.ended).toBe(false);
    await talk.say('bye');
    expect(talk.ended).toBe(true);
  });
});

describe('a tool without arguments', () => {
  const list = defineTool({
    name: 'ListLamps',
    description: 'Lists the lamps.',
    effect: 'read',
    input: z.object({}),
    execute: () => ({ lamps: ['desk', 'hall'] }),
  });

  test.each(['yes', 'list the lamps please', 'sure, go ahead'])('runs after: %s', async (text) => {
    const talk = await startTalk(goalOf([list]));
    expect(talk.lastStep.response).toContain('Shall I list the lamps?');
    await talk.say(text);
    expect(talk.calls).toEqual([{ tool: 'ListLamps', input: {} }]);
    expect(talk.ended).toBe(true);
  });

  test('does not run after a hello', async () => {
    const talk = await startTalk(goalOf([list]));
    await talk.say('hello');
    expect(talk.calls).toEqual([]);
  });
});

describe('consent', () => {
  test.each([z.boolean(), z.string()])('is asked for last and comes from a yes', async (schema) => {
    const plant = defineTool({
      name: 'PlantTree',
      description: 'Plant a tree.',
      input: z.object({
        userConfirmation: schema.describe('The person agrees to plant the tree'),
        species: z.string().describe('Species to plant'),
      }),
      execute: () => ({ planted: true }),
    });
    const talk = await startTalk(goalOf([plant]));
    expect(talk.lastStep.response).toContain('Which species would you like to plant?');
    await talk.say('Oak');
    expect(talk.gaps).toEqual(['userConfirmation']);
    await talk.say('yes, please');
    expect(talk.calls).toHaveLength(1);
    expect(talk.ended).toBe(true);
  });
});

describe('what is never made up', () => {
  test('an e-mail address, though another is known', async () => {
    const talk = await startTalk(timeOffGoal());
    await talk.say('vacation, ada@example.com');
    await talk.say('May 3 to May 14');
    expect(talk.gaps).toEqual(['managerEmail']);
  });

  test('a description for the first tool', async () => {
    const report = defineTool({
      name: 'ReportFault',
      description: 'Report a fault.',
      input: z.object({ description: z.string().describe('What is broken') }),
      execute: () => ({ ticket: 'T-1' }),
    });
    const talk = await startTalk(goalOf([report]));
    expect(talk.gaps).toEqual(['description']);
    await talk.say('The lift stops between two floors');
    expect(talk.calls[0]?.input).toEqual({ description: 'The lift stops between two floors' });
  });
});

test('a bare yes to the question for a value asks for it once more', async () => {
  const talk = await startTalk(tripGoal());
  await talk.say('San Francisco in March');
  await talk.say('the film festival');
  expect(await talk.say('Yes')).toBe('Gladly. Which city or airport would you like to leave from?');
});

test('what was found is shown once more when asked for', async () => {
  const talk = await startTalk(roomGoal());
  await talk.say('4 people tomorrow');
  expect(await talk.say('what did you find?')).toContain('2. Red Rock');
});

describe('a summary', () => {
  test.each([
    ['trip', tripGoal, 'San Francisco in March'],
    ['room', roomGoal, '4 people tomorrow'],
  ] as const)('of the %s has two sentences, done and known', async (_, goal, text) => {
    const talk = await startTalk(goal());
    await talk.say(text);
    const summary = await generate('summarize', talk.situation({ kind: 'message', text: 'ok' }));
    expect(summary.split(/(?<=\.)\s+(?=[A-Z])/)).toHaveLength(2);
    expect(summary).toMatch(/these steps were done: find/);
    expect(summary).toContain(text.split(' ')[0] ?? '');
  });
});
