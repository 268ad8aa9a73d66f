import {
  agentWorkflowType,
  defineGoal,
  defineTool,
  type AgentStart,
  type Model,
} from '@durable-goals/core';
import { createClassicServer, type Listening } from '@durable-goals/server';
import { sqliteStore } from '@durable-goals/store';
import { createTestAgent } from '@durable-goals/testing';
import type { Client } from '@temporalio/client';
import { expect, vi } from 'vitest';
import * as z from 'zod';
import { classicPage } from './classic-page.js';

/** How many seats each call booked. */
export const runs: number[] = [];
const book = defineTool({
  name: 'Book',
  description: 'Books seats',
  input: z.strictObject({ seats: z.number() }),
  effect: 'idempotent',
  needsApproval: 'always',
  async execute({ seats }) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    runs.push(seats);
    return { reference: `R-${seats}` };
  },
});
const wire = defineTool({
  name: 'Wire',
  description: 'Sends money',
  input: z.strictObject({ seats: z.number() }),
  effect: 'unsafe',
  execute: () => ({ sent: true }),
});
const goal = defineGoal({
  id: 'seats',
  title: 'Seats',
  instructions: 'Book seats.',
  tools: [book, wire],
  validatePrompts: false,
});

/** Books what is said as a number, wires on `wire`, ends at `bye`, and asks otherwise. */
const model: Model = {
  id: 'seats',
  async generate({ situation: { trigger } }) {
    const said = trigger.kind === 'message' ? trigger.text : '';
    const call = (tool: string, seats: number) => ({ next: 'confirm', tool, input: { seats } });
    const step =
      said === 'bye'
        ? { response: 'Goodbye.', next: 'done' }
        : said === 'wire'
          ? { response: 'I wire.', ...call('Wire', 1) }
          : /^\d+$/.test(said)
            ? { response: '', ...call('Book', Number(said)) }
            : trigger.kind === 'tool-results'
              ? { response: 'Booked.', next: 'question' }
              : { response: 'How many seats?', next: 'question' };
    const usage = { inputTokens: 1, outputTokens: 1 };
    return { text: JSON.stringify(step), finish: 'stop', usage, model: 'seats' };
  },
};

/** A server of Temporal, a Worker and a store for all conversations of a test. */
export async function openStage() {
  const store = sqliteStore(':memory:');
  const goals = [goal] as const;
  const agent = await createTestAgent({ goals, model, server: 'dev', store });
  const open: Listening[] = [];
  let count = 0;

  /** The routes over a conversation of the test's own; `over` serves one that is there already. */
  async function classic({
    taskQueue = agent.taskQueue,
    client = agent.client,
    over = `classic-${(count += 1)}`,
  }: { taskQueue?: string; client?: Client; over?: string } = {}) {
    const conversationId = over;
    const options = { client, taskQueue, goals, store, goalId: 'seats', conversationId };
    const server = await createClassicServer(options).listen({ port: 0 });
    open.push(server);
    const ask = async (route: string, headers: Record<string, string> = {}) => {
      const [method = '', path = ''] = route.split(' ');
      const type = method === 'POST' ? { 'content-type': 'application/json' } : {};
      const response = await fetch(`${server.url}${path}`, {
        method,
        headers: { ...type, ...headers },
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const handle = agent.client.workflow.getHandle(conversationId);
    /** Begins it as something else would, with options of Temporal's own. */
    const begin = async (start: AgentStart, more: { workflowExecutionTimeout?: '4s' } = {}) =>
      await agent.client.workflow.start(agentWorkflowType, {
        workflowId: conversationId,
        taskQueue,
        args: [start],
        ...more,
      });
    const runId = async (): Promise<string> => (await handle.describe()).runId;
    const isThere = async (): Promise<boolean> =>
      await handle.describe().then(
        () => true,
        () => false,
      );
    const texts = async (): Promise<string> => {
      const { body } = await ask('GET /get-conversation-history');
      return JSON.stringify(body['messages']);
    };
    const until = async (words: string): Promise<void> => {
      await vi.waitFor(async () => expect(await texts()).toContain(words), { timeout: 20_000 });
    };
    const page = classicPage(server.url);
    return { server, ask, begin, handle, runId, isThere, texts, until, page };
  }

  /** A Worker of a Task Queue of its own. */
  const workerOf = async (taskQueue: string) =>
    await createTestAgent({ goals, model, server: agent.environment, taskQueue, store });

  return {
    agent,
    goals,
    store,
    classic,
    workerOf,
    async close() {
      for (const server of open) await server.close();
      await agent.close();
      await store.close();
    },
  };
}

export type Stage = Awaited<ReturnType<typeof openStage>>;
export type Classic = Awaited<ReturnType<Stage['classic']>>;
