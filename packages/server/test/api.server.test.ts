import { defineGoal } from '@durable-goals/core';
import { sqliteStore } from '@durable-goals/store';
import { createTestAgent, type TestAgent } from '@durable-goals/testing';
import { createServer, type AgentServer } from '@durable-goals/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { echoModel } from '../../../test/conversation/echo.js';

const echo = defineGoal({
  id: 'echo',
  title: 'Echo',
  instructions: 'Say again what was said.',
  tools: [],
  validatePrompts: false,
});
const goals = [echo] as const;
const store = sqliteStore(':memory:');
let agent: TestAgent<typeof goals>;
let server: AgentServer;
beforeAll(async () => {
  agent = await createTestAgent({ goals, model: echoModel(), server: 'dev', store });
  server = createServer({ client: agent.client, taskQueue: agent.taskQueue, goals, store });
});
afterAll(async () => {
  await agent.close();
  await store.close();
});

test('a conversation is begun, talked in and read', async () => {
  const post = async (path: string, body: object, headers = {}) =>
    await server.app.request(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  const begun = await post('/v1/conversations', { goalId: 'echo', conversationId: 'a' });
  expect(begun.status).toBe(201);
  const answer = await post('/v1/conversations/a/messages', { text: 'hi' }, { prefer: 'wait=10' });
  expect(await answer.json()).toMatchObject({ state: 'awaiting-user', text: 'echo hi' });
  expect(answer.status).toBe(200);
  const page = await server.app.request('/v1/conversations/a/messages');
  expect(await page.json()).toMatchObject({
    messages: [{ role: 'agent' }, { text: 'hi' }, { text: 'echo hi' }],
  });
});
