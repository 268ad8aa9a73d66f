import { defineGoal, defineTool, ToolFailure } from '@durable-goals/core';
import { createTestAgent, scriptedModel, type TestAgent } from '@durable-goals/testing';
import { afterEach, describe, expect, test } from 'vitest';
import * as z from 'zod';

const executed: string[] = [];

const findRooms = defineTool({
  name: 'FindRooms',
  description: 'Find free meeting rooms',
  effect: 'read',
  input: z.strictObject({ day: z.string().describe('Day, YYYY-MM-DD') }),
  execute: ({ day }) => {
    if (day === '2000-01-01') throw new ToolFailure('That day is over.');
    return { rooms: ['Aspen', 'Birch'], day };
  },
});
const bookRoom = defineTool({
  name: 'BookRoom',
  description: 'Book a room',
  effect: 'idempotent',
  input: z.strictObject({ room: z.string(), people: z.number().int().positive() }),
  execute: ({ room }, { idempotencyKey }) => {
    executed.push(idempotencyKey);
    return { booked: room };
  },
});
const rooms = defineGoal({
  id: 'rooms',
  title: 'Book a meeting room',
  instructions: 'Find a room and book it.',
  tools: [findRooms, bookRoom],
});
const goals = [rooms] as const;

let agent: TestAgent<typeof goals> | undefined;
afterEach(async () => {
  await agent?.close();
  agent = undefined;
});

describe('a conversation on the time-skipping server', () => {
  test('greets, asks for approval, runs the tools and ends', async () => {
    const model = scriptedModel([
      { say: 'Which day?' },
      { call: 'FindRooms', input: { day: '2027-01-05' } },
      { say: 'Aspen or Birch?' },
      { call: 'BookRoom', input: { room: 'Aspen', people: 4 } },
      { done: 'Aspen is yours.' },
    ]);
    agent = await createTestAgent({ goals, model });
    const chat = await agent.start('rooms');
    const first = await chat.send('On January 5');
    expect(first).toMatchObject({ state: 'awaiting-approval', approvals: [{ tool: 'FindRooms' }] });
    const [find] = first.approvals;
    if (find === undefined) throw new Error('There is no approval.');
    const second = await chat.approve(find, { by: 'ada@example.com' });
    expect(second).toMatchObject({ state: 'awaiting-user', text: 'Aspen or Birch?' });
    const third = await chat.send('Aspen, we are four');
    const [book] = third.approvals;
    if (book === undefined) throw new Error('There is no approval.');
    const last = await chat.approve(book);
    expect(last).toMatchObject({ state: 'ended', outcome: 'done', text: 'Aspen is yours.' });
    expect(await chat.result()).toMatchObject({ outcome: 'done', turns: 2, inDoubt: [] });
    expect(executed).toHaveLength(1);
    expect(model.stepsLeft).toBe(0);
  });

  test('lets a pending approval expire after a day, which passes at once', async () => {
    const model = scriptedModel([
      { say: 'Which day?' },
      { call: 'FindRooms', input: { day: '2027-01-05' } },
    ]);
    agent = await createTestAgent({ goals, model });
    const chat = await agent.start('rooms');
    await chat.send('On January 5');
    await agent.sleep(23 * 3_600_000);
    expect(await chat.status()).toMatchObject({ state: 'awaiting-approval' });
    await agent.sleep(2 * 3_600_000);
    expect(await chat.status()).toMatchObject({ state: 'awaiting-user' });
  });
});
