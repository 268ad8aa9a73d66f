import { startDevServer, type DevServer } from '@durable-goals/dev-server';
import { defineGoal } from '@durable-goals/core';
import { createTestAgent, scriptedModel, type TestAgent } from '@durable-goals/testing';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

const limit = 100;
const words = Array.from({ length: 30 }, (_, index) => `word ${index + 1}`);
const goals = [
  defineGoal({
    id: 'talk',
    title: 'Talk',
    instructions: 'Talk.',
    tools: [],
    validatePrompts: false,
  }),
] as const;

let server: DevServer;
let environment: TestWorkflowEnvironment;
let agent: TestAgent<typeof goals>;
beforeAll(async () => {
  server = await startDevServer({ dynamicConfig: { 'limit.historyCount.error': limit } });
  const { address, namespace } = server;
  environment = await TestWorkflowEnvironment.createFromExistingServer({ address, namespace });
  const model = scriptedModel(['Hello.', ...words].map((say) => ({ say })));
  agent = await createTestAgent({
    goals,
    model,
    serverLimits: { events: limit },
    server: environment,
  });
});
afterAll(async () => {
  await agent.close();
  await environment.teardown();
  await server.stop();
});

test('a conversation that uses all events of a run up within a second goes on in the next ones', async () => {
  const talk = await agent.start('talk', { conversationId: 'quick' });
  for (const word of words) expect(await talk.send(word)).toMatchObject({ text: word });
  const { historyLength } = await agent.client.workflow.getHandle('quick').describe();
  expect(historyLength).toBeLessThan(limit);
});
