import { defineGoal, defineTool, type Goal } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';

const tool = (name: string) =>
  defineTool({ name, description: 'd', input: z.strictObject({}), execute: () => 1 });
const rest = { title: 'Rooms', instructions: 'Book a room.', tools: [] };

describe('a goal', () => {
  test('is what it was defined with', () => {
    const goal = { id: 'rooms', ...rest, tools: [tool('Find'), tool('Book')] };
    expect(defineGoal(goal)).toBe(goal);
  });

  test('lists each tool once', () => {
    const define = () => defineGoal({ id: 'rooms', ...rest, tools: [tool('Find'), tool('Find')] });
    expect(define).toThrowErrorMatchingInlineSnapshot(
      `[ApplicationFailure: Goal 'rooms' lists the tool 'Find' twice. Give each tool its own name.]`,
    );
    expect(define).toThrow(expect.objectContaining({ type: 'DuplicateTool', nonRetryable: true }));
  });

  test.each(['rooms', 'event-flight-invoice', 'a.b_c', 'R2'])('may have the id %s', (id) => {
    expect(defineGoal({ id, ...rest }).id).toBe(id);
  });

  test.each(['', '2rooms', 'my rooms', "it's", 'räume', 'a'.repeat(65)])(
    'may not have the id "%s"',
    (id) => {
      expect(() => defineGoal({ id, ...rest })).toThrow(
        `Goal '${id}' was not defined: its id is not a letter followed by at most 63 letters, digits, "_", "-" or ".". Change its definition.`,
      );
    },
  );

  test.each<readonly [string, Partial<Goal>, string]>([
    ['a time zone', { timeZone: 'Mars/Olympus' }, `'Mars/Olympus' is not an IANA time zone`],
    ['a limit', { limits: { turns: 0 } }, 'its turns is 0, not above 0'],
    ['a time', { modelTiming: { heartbeatMs: -5 } }, 'its heartbeatMs is -5, not above 0'],
    [
      'a number of turns',
      { continueAsNewAfterTurns: Number.NaN },
      'its continueAsNewAfterTurns is NaN, not above 0',
    ],
  ])('with %s out of bounds is refused', (_, part, fact) => {
    expect(() => defineGoal({ id: 'rooms', ...rest, ...part })).toThrow(
      `Goal 'rooms' was not defined: ${fact}. Change its definition.`,
    );
  });

  test.each(['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires'])(
    'may be in the time zone %s',
    (timeZone) => {
      expect(defineGoal({ id: 'rooms', ...rest, timeZone }).timeZone).toBe(timeZone);
    },
  );
});
