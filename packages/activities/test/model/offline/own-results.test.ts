import { defineGoal, defineTool, ToolFailure } from '@durable-goals/core';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { startTalk } from './converse.js';

/** A search whose items have a field that is called like one of its own arguments, as search results do. */
const shows = defineGoal({
  id: 'shows',
  title: 'See a show',
  instructions: 'Find a show and book a seat.',
  tools: [
    defineTool({
      name: 'FindShows',
      description: 'Find shows in a month.',
      effect: 'read',
      input: z.strictObject({
        month: z.string().describe('Month to look in, for example "March"'),
      }),
      execute: ({ month }) => {
        if (!/^(March|April)$/.test(month)) throw new ToolFailure(`'${month}' is not a month.`);
        return {
          shows: [
            { showName: 'Night Owls', month: 'the month before' },
            { showName: 'Paper Boats', month: 'that very month' },
          ],
        };
      },
    }),
    defineTool({
      name: 'BookSeat',
      description: 'Book a seat.',
      input: z.strictObject({ showName: z.string().describe('Show to book a seat for') }),
      execute: ({ showName }) => ({ booked: showName }),
    }),
  ],
});

test('an item that is picked says nothing about the search that found it', async () => {
  let calls = 0;
  const talk = await startTalk(shows, {
    decide: () => ((calls += 1), calls === 2 ? 'wait' : 'run'),
  });
  await talk.say('a show in March');
  await talk.say('make it April instead');
  const waiting = talk.pending;
  expect(waiting).toMatchObject([{ tool: 'FindShows', input: { month: 'April' } }]);
  await talk.say('the first one');
  expect(talk.pending).toEqual(waiting);
});

test('a yes is no answer to the question for a value that did not work', async () => {
  const talk = await startTalk(shows);
  await talk.say('month: Smarch');
  const { length } = talk.calls;
  await talk.say('yes');
  expect(talk.calls).toHaveLength(length);
  expect(talk.lastStep.next).toBe('question');
});
