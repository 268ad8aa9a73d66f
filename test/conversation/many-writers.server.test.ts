import type { Answer, Conversation } from '@durable-goals/client';
import { sqliteStore } from '@durable-goals/store';
import {
  createTestAgent,
  recordHistory,
  replayHistory,
  type TestAgent,
} from '@durable-goals/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { echoGoal, echoModel } from './echo.js';

const goals = [echoGoal] as const;
// A turn that everybody but its late caller forgot is found here.
const store = sqliteStore(':memory:');
let agent: TestAgent<typeof goals>;
beforeAll(async () => {
  agent = await createTestAgent({ goals, model: echoModel(30), server: 'dev', store });
});
afterAll(async () => {
  await agent.close();
  await store.close();
});

test('ten people write into one conversation, and each is answered with the own turn', async () => {
  const chat = await agent.start('echo', { conversationId: 'crowd' });
  const people = Array.from({ length: 10 }, async (_, person) => {
    const turns: number[] = [];
    for (let index = 0; index < 12; index += 1) {
      const text = `p${person}-${index}`;
      const answer = await answered(chat, text);
      // One message in five is sent again, as a client does whose connection broke.
      if (index % 5 === 0) {
        const again = await answered(chat, text);
        expect(again.turn).toBe(answer.turn);
      }
      expect(answer.text).toBe(`echo ${text}`);
      turns.push(answer.turn ?? -1);
    }
    expect(turns).toEqual(turns.toSorted((a, b) => a - b));
    return turns;
  });
  const all = (await Promise.all(people)).flat();
  expect(new Set(all).size).toBe(120);
  const { usage } = await chat.status();
  expect(usage.turns).toBe(120);

  let runs = 0;
  const query = `WorkflowId = 'crowd'`;
  for await (const run of agent.client.workflow.list({ query })) {
    runs += 1;
    await replayHistory(await recordHistory(agent.client, 'crowd', run.runId));
  }
  expect(runs, 'it continued as new under load').toBeGreaterThanOrEqual(4);
}, 120_000);

/** Sends a message until it is answered; one that was only kept is sent again. */
async function answered(chat: Conversation<typeof echoGoal>, text: string): Promise<Answer> {
  for (;;) {
    const answer = await chat.send(text, { id: text });
    if (answer.state !== 'queued') return answer;
  }
}
