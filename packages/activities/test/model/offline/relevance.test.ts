import { describe, expect, test } from 'vitest';
import { startTalk } from './converse.js';
import { roomGoal, timeOffGoal, tripGoal } from './goals.js';

const offTopic = [
  'I would like to order two double cheeseburgers.',
  'What is the weather like in the mountains?',
  'Please write me a poem about the sea.',
  'tell me a joke',
  'Can you fix my washing machine?',
  'asdfgh qwerty zxcv',
  '???',
];

describe.each([
  ['trip', tripGoal, 'Melbourne in March'],
  ['room', roomGoal, '6 people tomorrow'],
  ['time off', timeOffGoal, 'vacation, ada@example.com'],
] as const)('in the %s conversation', (_, goal, request) => {
  test.each(offTopic)('refused, back to the open question, nothing changed: %s', async (text) => {
    const talk = await startTalk(goal());
    await talk.say(request);
    const { known, calls, lastStep } = talk;
    const count = calls.length;
    const answer = await talk.say(text);
    expect(talk.lastStep).toBe(lastStep);
    expect(talk.known).toEqual(known);
    expect(talk.calls).toHaveLength(count);
    const question = /[^.?!\n]+\?$/.exec(lastStep.response)?.[0].trim() ?? '-';
    expect(answer).toContain(question);
  });

  test.each([
    'yes',
    'no',
    'thanks!',
    'Hello',
    'sorry',
    'what can you do?',
    'I do not know',
    'how long does it take?',
    'the second one',
    'make it April instead',
    'Springfield',
    '42',
    'next Tuesday',
    'eve@example.com',
    "that's all, end conversation",
    'I want something else',
    'never mind',
  ])('taken: %s', async (text) => {
    const talk = await startTalk(goal());
    await talk.say(request);
    const { lastStep } = talk;
    await talk.say(text);
    expect(talk.lastStep).not.toBe(lastStep);
  });
});

test('a refusal names what was asked for and the open question', async () => {
  const talk = await startTalk(tripGoal());
  await talk.say('San Francisco in March');
  await talk.say('the film festival');
  expect(await talk.say('I would like to order two double cheeseburgers.')).toBe(
    '“order two double cheeseburgers” has nothing to do with what we are doing here. This conversation is about “Book a trip around an event”. Which city or airport would you like to leave from?',
  );
  expect(await talk.say('I would like to order two double cheeseburgers.')).toContain(
    'nothing to do with',
  );
});

test('a refusal while a call waits leaves it waiting', async () => {
  const talk = await startTalk(tripGoal(), { decide: () => 'wait' });
  await talk.say('San Francisco in March');
  expect(await talk.say('I want to buy a new car')).toContain('still waits to be approved');
  expect(talk.pending).toHaveLength(1);
});
