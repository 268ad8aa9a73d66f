import { defineGoal, defineTool } from '@durable-goals/core';
import {
  createTestAgent,
  recordHistory,
  replayHistory,
  scriptedModel,
  type TestAgent,
} from '@durable-goals/testing';
import { workflowMetadataQuery } from '@temporalio/workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';

const table = defineTool({
  name: 'BookTable',
  description: 'Book a table',
  effect: 'idempotent',
  input: z.strictObject({ people: z.number() }),
  execute: () => ({ booked: true }),
});
const dinner = defineGoal({
  id: 'dinner',
  title: 'Book a table for dinner',
  description: 'Finds a table and books it.',
  instructions: 'Book a table.',
  tools: [table],
  validatePrompts: false,
});
const goals = [dinner] as const;

const model = scriptedModel([
  { say: 'For how many?' },
  { call: 'BookTable', input: { people: 4 } },
  { done: 'It is yours.' },
]);

let agent: TestAgent<typeof goals>;
beforeAll(async () => {
  agent = await createTestAgent({ goals, model, server: 'dev' });
});
afterAll(async () => {
  await agent.close();
});

const metadata = { encoding: btoa('json/plain') };

/** A history as Temporal writes it to JSON, as far as it is looked at here. */
interface Recorded {
  readonly events: readonly {
    readonly userMetadata?: { readonly summary?: { readonly data: string } | null } | null;
  }[];
}

describe("a conversation in Temporal's UI", () => {
  let history: Recorded;

  test('says from its start what it is about', async () => {
    await agent.start('dinner', { conversationId: 'dinner-1' });
    const description = await agent.client.workflow.getHandle('dinner-1').describe();
    expect(await description.staticSummary()).toBe('Chat: Book a table for dinner');
    expect(await description.staticDetails()).toBe('Goal `dinner`: Finds a table and books it.');
  });

  test('says what it waits for, in a Query that leaves no history', async () => {
    const chat = agent.agents.conversation('dinner-1');
    await chat.send('We are four');
    const details = await currentDetails('dinner-1');
    expect(details).toMatch(/^\*\*Waits for approval\*\*\n\n- `BookTable` c1: idempotent, until 2/);
    expect(details).toContain('Chat of goal `dinner`: Book a table for dinner');
    expect(details).not.toContain('four');
  });

  test('says of each Activity and timer what it is for, in few bytes', async () => {
    const chat = agent.agents.conversation('dinner-1');
    const [call] = (await chat.status()).approvals;
    if (call === undefined) throw new Error('There is no approval.');
    await chat.approve(call);
    await chat.result();
    expect(await currentDetails('dinner-1')).toMatch(/^\*\*Ended: done\*\*/);
    history = JSON.parse(await recordHistory(agent.client, 'dinner-1')) as Recorded;
    const summaries = history.events.flatMap(({ userMetadata }) => userMetadata?.summary ?? []);
    expect(summaries.map(({ data }) => text(data))).toEqual([
      'Chat: Book a table for dinner',
      'start',
      'turn 1: message',
      'c1 may expire',
      'turn 1: c1',
      'turn 1: after c1',
    ]);
    // Beside its text, a summary takes some 35 bytes of an event.
    for (const { data } of summaries) expect(atob(data).length).toBeLessThan(32);
  });

  test.each([
    ['words its summaries otherwise', { summary: { metadata, data: btoa('"other words"') } }],
    ['has none', null],
  ])('goes on the same when a release %s', async (_, userMetadata) => {
    const events = history.events.map((event) => ({ ...event, userMetadata }));
    await replayHistory(JSON.stringify({ events }));
  });
});

async function currentDetails(conversationId: string): Promise<string> {
  const handle = agent.client.workflow.getHandle(conversationId);
  const { currentDetails: details } = await handle.query(workflowMetadataQuery);
  return details ?? '';
}

function text(data: string): unknown {
  return JSON.parse(Buffer.from(data, 'base64').toString());
}
