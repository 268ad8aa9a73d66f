import { AgentClient } from '@durable-goals/client';
import { sqliteStore } from '@durable-goals/store';
import { createTestAgent, recordHistory } from '@durable-goals/testing';
import { expect, test } from 'vitest';
import { echoGoal, echoModel } from '../conversation/echo.js';

/** More by `LONG_CHAT_TURNS`, when there is time. */
const turns = Number(process.env['LONG_CHAT_TURNS'] ?? 420);
const turnsInARun = 60;

test('a conversation longer than a Workflow keeps is whole in the store, and what a turn costs stays flat', async () => {
  const store = sqliteStore(':memory:');
  const goal = { ...echoGoal, continueAsNewAfterTurns: turnsInARun, validatePrompts: false };
  const agent = await createTestAgent({ goals: [goal], store, server: 'dev', model: echoModel() });
  try {
    await agent.start('echo', { conversationId: 'long' });
    const { client } = agent;
    // A busy machine may take longer than a person would wait.
    const agents = new AgentClient({ client, store, patience: { acceptMs: 60_000 } });
    const chat = agents.conversation('long');
    for (let turn = 1; turn <= turns; turn += 1) {
      const answer = await chat.send(`message ${turn}`);
      expect(answer).toMatchObject({ state: 'awaiting-user', text: `echo message ${turn}` });
    }
    const expected = Array.from({ length: turns }, (_, index) => [
      `message ${index + 1}`,
      `echo message ${index + 1}`,
    ]).flat();
    const read = await chat.messages();
    expect(read.map(({ text }) => text)).toEqual(['Hello.', ...expected]);
    expect(read.map(({ seq }) => seq)).toEqual(read.map((_, index) => index + 1));
    const { messages } = await store.transcript({ conversationId: 'long' }, { limit: 1_000 });
    expect(messages).toEqual(read.slice(0, messages.length));

    const runs: string[] = [];
    for await (const { runId, status } of agent.client.workflow.list({
      query: `WorkflowId = 'long'`,
    })) {
      if (status.name === 'CONTINUED_AS_NEW') runs.unshift(runId);
    }
    expect(runs.length).toBeGreaterThanOrEqual(Math.floor(turns / turnsInARun) - 1);
    const early = await costOfTurns(runs.slice(1, 4));
    const late = await costOfTurns(runs.slice(-3));
    expect(late.bytes).toBeLessThan(early.bytes * 1.05);
    expect(late.events).toBeLessThan(early.events * 1.05);

    /** What a run's turns took, without what it was handed and hands over, which is bounded. */
    async function costOfTurns(ids: readonly string[]): Promise<Cost> {
      const costs = await Promise.all(
        ids.map(async (runId) => {
          const history = JSON.parse(await recordHistory(agent.client, 'long', runId)) as {
            readonly events: readonly unknown[];
          };
          const events = history.events.slice(1, -1);
          return { events: events.length, bytes: JSON.stringify(events).length };
        }),
      );
      const mean = (name: keyof Cost): number =>
        costs.reduce((sum, cost) => sum + cost[name], 0) / costs.length / turnsInARun;
      return { events: mean('events'), bytes: mean('bytes') };
    }
  } finally {
    await agent.close();
  }
}, 900_000);

interface Cost {
  readonly events: number;
  readonly bytes: number;
}
