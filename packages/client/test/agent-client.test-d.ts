import {
  AgentClient,
  connectAgents,
  type Conversation,
  type PendingCall,
} from '@durable-goals/client';
import { defineGoal, defineRegistry, defineTool, type JsonObject } from '@durable-goals/core';
import type { Client } from '@temporalio/client';
import { describe, expectTypeOf, test } from 'vitest';
import * as z from 'zod';
import * as z3 from 'zod/v3';

const find = defineTool({
  name: 'Find',
  description: 'Finds',
  input: z.strictObject({
    city: z.string(),
    nights: z.int().default(1),
    from: z.iso.date().transform((day) => new Date(day)),
  }),
  execute: ({ city }) => [city],
});
const book = defineTool({
  name: 'Book',
  description: 'Books',
  input: z3.object({ people: z3.number(), breakfast: z3.boolean().optional() }),
  execute: ({ people }) => people,
});
const cancel = defineTool({
  name: 'Cancel',
  description: 'Cancels',
  input: z.strictObject({ reference: z.string() }),
  execute: () => 'done',
});
const rest = { title: 'Rooms', instructions: 'Find a room.' };
const rooms = defineGoal({ id: 'rooms', ...rest, tools: [find, book] });
const refunds = defineGoal({ id: 'refunds', ...rest, tools: [cancel] });
const talk = defineGoal({ id: 'talk', ...rest, tools: [] });
const weather = defineGoal({
  id: 'weather',
  ...rest,
  tools: [],
  planner: 'tools',
  output: z.object({ alerts: z.array(z.string()), state: z.string().optional() }),
});
const goals = [rooms, refunds, talk, weather] as const;

declare const client: Client;
const agents = new AgentClient<typeof goals>({ client });

describe('starting a conversation', () => {
  test('takes the ids of the goals and no other', () => {
    expectTypeOf(agents.start)
      .parameter(0)
      .toEqualTypeOf<'rooms' | 'refunds' | 'talk' | 'weather'>();
    // @ts-expect-error There is no such goal.
    void agents.start('room');
    // @ts-expect-error There is no such option.
    void agents.start('rooms', { conversation: 'x' });
    // @ts-expect-error A limit is a number.
    void agents.start('rooms', { limits: { turns: '3' } });
  });

  test('gives a conversation of that goal', async () => {
    expectTypeOf(await agents.start('rooms')).toEqualTypeOf<Conversation<typeof rooms>>();
    expectTypeOf(agents.conversation('x')).toEqualTypeOf<Conversation<(typeof goals)[number]>>();
  });

  test('knows the goals from a list, from a registry and through connectAgents alike', () => {
    const byList = new AgentClient({ client, goals: [rooms, talk] });
    expectTypeOf(byList.start).parameter(0).toEqualTypeOf<'rooms' | 'talk'>();
    const byRegistry = new AgentClient({ client, goals: defineRegistry([rooms, talk]) });
    expectTypeOf(byRegistry.start).parameter(0).toEqualTypeOf<'rooms' | 'talk'>();
    const connect = () => connectAgents<typeof goals>();
    type Connected = Awaited<ReturnType<typeof connect>>;
    expectTypeOf<Connected['agents']>().toEqualTypeOf<AgentClient<typeof goals>>();
  });

  test('of a client that knows no goals takes any id', async () => {
    const any = new AgentClient({ client });
    const [call] = await (await any.start('whatever')).approvals();
    expectTypeOf(call?.tool).toEqualTypeOf<string | undefined>();
    expectTypeOf(call?.input).toEqualTypeOf<JsonObject | undefined>();
  });
});

describe('a run', () => {
  test('gives what its goal gives, without a cast', async () => {
    const { output } = await agents.run('weather', 'Any alerts?');
    expectTypeOf(output.alerts).toEqualTypeOf<string[]>();
    expectTypeOf(output.state).toEqualTypeOf<string | undefined>();
    const later = await (await agents.startRun('weather', 'Any alerts?')).answer();
    expectTypeOf(later.output).toEqualTypeOf<typeof output>();
    const { output: nothing } = await agents.run('talk', 'Hello');
    expectTypeOf(nothing).toEqualTypeOf<undefined>();
  });

  test('takes the ids of the goals and no other', () => {
    // @ts-expect-error There is no such goal.
    void agents.run('weathers', 'Any alerts?');
  });

  test('and a chat that ends leaves the same', async () => {
    const chat = await agents.start('weather');
    const { output } = await chat.result();
    expectTypeOf(output?.alerts).toEqualTypeOf<string[] | undefined>();
  });
});

describe('a pending call', () => {
  type Pending = PendingCall<typeof rooms>;

  test('tells its input by its tool', async () => {
    const chat = await agents.start('rooms');
    const { approvals } = await chat.send('hi');
    for (const pending of approvals) {
      expectTypeOf(pending).not.toBeAny();
      expectTypeOf(pending.tool).toEqualTypeOf<'Find' | 'Book'>();
      expectTypeOf(pending.callId).toEqualTypeOf<string>();
      if (pending.tool === 'Find') {
        expectTypeOf(pending.input).not.toBeAny();
        // As it was proposed: a default may be left out, and nothing is transformed yet.
        expectTypeOf(pending.input).toEqualTypeOf<{
          city: string;
          nights?: number | undefined;
          from: string;
        }>();
        // @ts-expect-error That is an input of the other tool.
        void pending.input.people;
      } else {
        expectTypeOf(pending.input.people).toEqualTypeOf<number>();
        expectTypeOf(pending.input.breakfast).toEqualTypeOf<boolean | undefined>();
      }
      // @ts-expect-error That is a tool of another goal.
      void (pending.tool === 'Cancel');
    }
    expectTypeOf(await chat.approvals()).toEqualTypeOf<readonly Pending[]>();
  });

  test('is edited with an input of its own tool only', async () => {
    const chat = await agents.start('rooms');
    const [pending] = await chat.approvals();
    if (pending?.tool !== 'Find') return;
    await chat.edit(pending, { city: 'Oslo', from: '2027-01-01' });
    await chat.edit(pending, { ...pending.input, nights: 3 });
    // @ts-expect-error A city is a text.
    await chat.edit(pending, { city: 1, from: '2027-01-01' });
    // @ts-expect-error The city is missing.
    await chat.edit(pending, { from: '2027-01-01' });
    // @ts-expect-error A day is written as text: what is edited is the input before its schema.
    await chat.edit(pending, { city: 'Oslo', from: new Date() });
    // @ts-expect-error There is no such input.
    await chat.edit(pending, { city: 'Oslo', from: '2027-01-01', people: 2 });
  });

  test('of a goal without tools cannot be', async () => {
    const { approvals } = await (await agents.start('talk')).send('hi');
    expectTypeOf(approvals).toEqualTypeOf<readonly never[]>();
  });

  test('is decided on by its id and hash, not by a bare id', async () => {
    const chat = await agents.start('refunds');
    const [pending] = await chat.approvals();
    if (!pending) return;
    await chat.approve(pending, { by: 'ada@example.com', reason: 'fine' });
    await chat.reject({ callId: 'c1', inputHash: 'x' });
    // @ts-expect-error The hash of what was looked at is missing.
    await chat.approve({ callId: 'c1' });
    // @ts-expect-error A bare id names no input.
    await chat.approve(pending.callId);
  });
});

test('an answer tells its states, and never any', async () => {
  const answer = await (await agents.start('rooms')).send('hi');
  expectTypeOf(answer).not.toBeAny();
  expectTypeOf(answer.state).toEqualTypeOf<
    | 'working'
    | 'awaiting-user'
    | 'awaiting-approval'
    | 'in-doubt'
    | 'waiting-for-model'
    | 'ended'
    | 'queued'
  >();
  expectTypeOf(answer.text).toEqualTypeOf<string>();
  // @ts-expect-error There is no such state.
  void (answer.state === 'finished');
});

test('a goal with tools from elsewhere has calls of any name besides its own', () => {
  const shelf = { name: 'shelf', tools: async () => [] };
  const sourced = defineGoal({ id: 'sourced', ...rest, tools: [cancel], toolSources: [shelf] });
  expectTypeOf<PendingCall<typeof sourced>['tool']>().toEqualTypeOf<string>();
  expectTypeOf<PendingCall<typeof refunds>['tool']>().toEqualTypeOf<'Cancel'>();
});
