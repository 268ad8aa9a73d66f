import { agentWorkflowBundle, createAgentActivities } from '@durable-goals/activities';
import { AgentClient } from '@durable-goals/client';
import {
  defineGoal,
  defineRegistry,
  type Model,
  type PlanReply,
  type PlanRequest,
} from '@durable-goals/core';
import {
  createTestAgent,
  recordHistory,
  replayHistory,
  scriptedModel,
  type TestAgent,
} from '@durable-goals/testing';
import { defaultPayloadConverter } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const talk = { title: 'Talk', instructions: 'Talk.', tools: [], validatePrompts: false };
const goals = [defineGoal({ ...talk, id: 'talk' })] as const;

/** Says how many lines it has read, and which was the first and the last. */
function reader(): Model {
  return scriptedModel(
    Array.from({ length: 100 }, () => ({ situation: { transcript } }) => {
      const [first, last] = [transcript[0], transcript.at(-1)];
      const text = (entry = first) => (entry?.role === 'user' ? entry.text : '-');
      return { say: `${transcript.length}: ${text(first)} to ${text(last)}` };
    }),
  );
}

let server: TestAgent<typeof goals>;
beforeAll(async () => {
  server = await createTestAgent({ goals, model: reader(), server: 'dev' });
});
afterAll(async () => await server.close());

/** What the plans of a conversation were asked and answered, as history has it. */
async function plansOf(id: string) {
  const { events = [] } = await server.client.workflow.getHandle(id).fetchHistory();
  const plans = new Set<string>();
  return (events ?? []).flatMap((event) => {
    const scheduled = event.activityTaskScheduledEventAttributes;
    const completed = event.activityTaskCompletedEventAttributes;
    if (scheduled?.activityType?.name === 'durableGoals.plan') plans.add(String(event.eventId));
    if (!plans.has(String(completed?.scheduledEventId ?? event.eventId))) return [];
    const [payload] = (scheduled?.input ?? completed?.result)?.payloads ?? [];
    if (payload === undefined) return [];
    const value = defaultPayloadConverter.fromPayload<PlanRequest | PlanReply>(payload);
    if ('kind' in value) return value.kind === 'need-spec' ? [value.needs ?? 'goal'] : [];
    return [value.continues === undefined ? 'whole' : 'continued'];
  });
}

async function talksOn(id: string, taskQueue: string, lines: readonly string[]): Promise<void> {
  const chat = new AgentClient({ client: server.client, taskQueue }).conversation(id);
  for (const line of lines) {
    // Each turn adds what was said, and the answer to it.
    const { state, text } = await chat.send(line, { timeoutMs: 30_000 });
    const { lastSeq } = await chat.status();
    expect({ state, text }).toEqual({
      state: 'awaiting-user',
      text: `${lastSeq - 1}: - to ${line}`,
    });
  }
}

/** A Worker from before transcripts were kept: it knows the goal by its very hash, and nothing of the rest. */
async function olderWorker(taskQueue: string): Promise<Worker> {
  const activities = createAgentActivities({ goals, model: reader() });
  const plan = activities['durableGoals.plan'] as unknown as (
    request: PlanRequest,
  ) => Promise<PlanReply>;
  const { hash } = defineRegistry(goals).spec('talk');
  return await Worker.create({
    connection: server.environment.nativeConnection,
    taskQueue,
    workflowBundle: await agentWorkflowBundle(),
    activities: {
      ...activities,
      'durableGoals.plan': async (request: PlanRequest) => {
        if (request.goal.hash !== hash && request.goal.spec === undefined)
          return { kind: 'need-spec' };
        const { from, ...known } = request;
        return await plan(from === undefined ? request : known);
      },
    },
  });
}

describe('a conversation whose Worker has kept what was said', () => {
  test('goes on from it, and on another Worker from a whole transcript', async () => {
    const taskQueue = 'kept';
    const { environment } = server;
    const first = await createTestAgent({ goals, model: reader(), server: environment, taskQueue });
    await first.start('talk', { conversationId: 'kept' });
    await talksOn('kept', taskQueue, ['a', 'b', 'c']);
    // The greeting came with the goal, and is no plan of its own.
    expect(await plansOf('kept')).toEqual(['whole', 'continued', 'continued']);
    await first.close();

    const next = await createTestAgent({ goals, model: reader(), server: environment, taskQueue });
    await talksOn('kept', taskQueue, ['d', 'e']);
    expect((await plansOf('kept')).slice(3)).toEqual(['continued', 'transcript', 'whole', 'whole']);
    await next.close();
    await replayHistory(await recordHistory(server.client, 'kept'));
  });

  test('goes on with an older Worker, which asks for everything', async () => {
    const taskQueue = 'older';
    const { environment } = server;
    const first = await createTestAgent({ goals, model: reader(), server: environment, taskQueue });
    await first.start('talk', { conversationId: 'older' });
    await talksOn('older', taskQueue, ['a', 'b']);
    await first.close();

    const older = await olderWorker(taskQueue);
    await older.runUntil(() => talksOn('older', taskQueue, ['c', 'd']));
    expect((await plansOf('older')).slice(2)).toEqual(['continued', 'goal', 'whole', 'whole']);
    await replayHistory(await recordHistory(server.client, 'older'));
  });
});
