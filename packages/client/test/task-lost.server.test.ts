import { AgentClient } from '@durable-goals/client';
import { defineGoal } from '@durable-goals/core';
import { createTestAgent, scriptedModel, type TestAgent } from '@durable-goals/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const goals = [
  defineGoal({
    id: 'talk',
    title: 'Talk',
    instructions: 'Talk.',
    validatePrompts: false,
    tools: [],
  }),
] as const;
const model = scriptedModel([{ say: 'Hello.' }]);

/** What may become of a Workflow Task whose Worker is in trouble. */
const troubles = {
  'is failed': async (agent, taskToken) => {
    await agent.client.workflowService.respondWorkflowTaskFailed({ taskToken, namespace });
  },
  'is completed without it': async (agent, taskToken) => {
    await agent.client.workflowService.respondWorkflowTaskCompleted({ taskToken, namespace });
  },
} satisfies Record<string, (agent: TestAgent<typeof goals>, token: Uint8Array) => Promise<void>>;
const namespace = 'default';

describe('a message is sent again when the Workflow Task that brings it', () => {
  let agent: TestAgent<typeof goals>;
  beforeAll(async () => {
    agent = await createTestAgent({ goals, model, server: 'dev' });
  });
  afterAll(async () => await agent.close());

  test.for(Object.entries(troubles))('%s', async ([name, trouble]) => {
    const conversationId = name.replaceAll(' ', '-');
    const taskQueue = `lost-${conversationId}`;
    const { environment: server } = agent;
    const answers = scriptedModel([{ say: 'Hello.' }, { say: 'I heard you.' }]);
    const first = await createTestAgent({ goals, model: answers, server, taskQueue });
    await first.start('talk', { conversationId });
    await first.close();

    const chat = new AgentClient({ client: agent.client, taskQueue }).conversation(conversationId);
    const sent = chat.send('Do you hear me?');
    const { taskToken, messages } = await agent.client.withDeadline(Date.now() + 20_000, () =>
      agent.client.workflowService.pollWorkflowTaskQueue({
        namespace,
        taskQueue: { name: taskQueue },
        identity: 'a Worker in trouble',
      }),
    );
    expect(messages, 'it brings the Update').toHaveLength(1);
    await trouble(agent, taskToken ?? new Uint8Array());

    const second = await createTestAgent({ goals, model: answers, server, taskQueue });
    expect((await sent).state).not.toBe('ended');
    await chat.waitFor(['awaiting-user']);
    const said = (await chat.messages()).map(({ text }) => text);
    expect(said).toEqual(['Hello.', 'Do you hear me?', 'I heard you.']);
    await second.close();
  });
});
