import { AgentPlugin } from '@durable-goals/activities';
import { AgentClient } from '@durable-goals/client';
import { defineGoal, defineTool } from '@durable-goals/core';
import { agentSpans, turnIds } from '@durable-goals/otel';
import { createTestAgent, scriptedModel, type TestAgent } from '@durable-goals/testing';
import { context, propagation, trace } from '@opentelemetry/api';
import { resources } from '@opentelemetry/sdk-node';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-node';
import { Client } from '@temporalio/client';
import {
  OpenTelemetryPlugin,
  type OpenTelemetryPluginOptions,
} from '@temporalio/interceptors-opentelemetry';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';

const look = defineTool({
  name: 'Look',
  description: 'Look something up',
  effect: 'read',
  needsApproval: 'never',
  input: z.strictObject({}),
  execute: () => trace.getActiveSpan()?.spanContext().spanId ?? 'none',
});
const goals = [
  defineGoal({
    id: 'seen',
    title: 'Be seen',
    instructions: 'Look.',
    tools: [look],
    validatePrompts: false,
  }),
] as const;
const model = scriptedModel([
  { say: 'Hello.' },
  { call: 'Look', input: {} },
  { say: 'There it is.' },
]);

const exporter = new InMemorySpanExporter();
const spanProcessor = new SimpleSpanProcessor(exporter);
let agent: TestAgent<typeof goals>;
let spans: readonly ReadableSpan[] = [];

beforeAll(async () => {
  const provider = new NodeTracerProvider({
    spanProcessors: [spanProcessor],
    idGenerator: turnIds(),
  });
  provider.register();
  // Temporal's plugin is of an older OpenTelemetry, whose types differ in what it does not use.
  const temporal = new OpenTelemetryPlugin({
    resource: resources.emptyResource(),
    spanProcessor,
  } as unknown as OpenTelemetryPluginOptions);
  agent = await createTestAgent({
    goals,
    server: 'dev',
    worker: { plugins: [temporal, new AgentPlugin({ goals, model, observer: agentSpans() })] },
  });
  const { connection } = agent.environment;
  const client = new Client({ connection, plugins: [temporal] });
  const agents = new AgentClient<typeof goals>({ client, taskQueue: agent.taskQueue });
  const chat = await agents.start('seen', { conversationId: 'seen-1' });
  await chat.waitFor();
  exporter.reset();
  await trace.getTracer('test').startActiveSpan('a request of somebody', async (span) => {
    await chat.send('Look');
    span.end();
  });
  await chat.end();
  await chat.result();
  await agent.stopWorker();
  spans = exporter.getFinishedSpans();
}, 120_000);
afterAll(async () => {
  await agent.close();
  trace.disable();
  context.disable();
  propagation.disable();
});

const named = (name: string): readonly ReadableSpan[] => spans.filter((span) => span.name === name);

/** The names of a span and of those that it is in, the innermost first. */
function path(span: ReadableSpan): readonly string[] {
  // Spans of the Workflow come from the plugin's older OpenTelemetry.
  const { parentSpanContext, parentSpanId } = span as ReadableSpan & { parentSpanId?: string };
  const parent = parentSpanContext?.spanId ?? parentSpanId;
  const outer = spans.find((other) => other.spanContext().spanId === parent);
  return [span.name, ...(outer === undefined ? [] : path(outer))];
}

describe("beside Temporal's own interceptors", () => {
  test('the span of a call is within its Activity, and so within the request that brought it about', () => {
    const [chat] = named('chat scripted');
    if (chat === undefined) throw new Error('There is no span of the call.');
    expect(path(chat)).toEqual([
      'chat scripted',
      'RunActivity:durableGoals.plan',
      'StartActivity:durableGoals.plan',
      'HandleUpdate:sendMessage',
      'StartWorkflowUpdate:sendMessage',
      'a request of somebody',
    ]);
    expect(path(named('execute_tool Look')[0] ?? chat).slice(0, 3)).toEqual([
      'execute_tool Look',
      'RunActivity:Look',
      'StartActivity:Look',
    ]);
  });

  test('everything of the turn is in one trace, and is linked to the span of the turn', () => {
    const [request] = named('a request of somebody');
    const calls = [...named('chat scripted'), ...named('execute_tool Look')];
    expect(calls).toHaveLength(3);
    const turn = named('invoke_agent seen').find(
      ({ attributes }) => attributes['durable_goals.turn'] === 1,
    );
    for (const call of calls) {
      expect(call.spanContext().traceId).toBe(request?.spanContext().traceId);
      expect(call.links.map(({ context: to }) => to.spanId)).toEqual([turn?.spanContext().spanId]);
    }
  });

  test('what a tool does is within the span of the tool', () => {
    const [tool] = named('execute_tool Look');
    const result = model.requests.at(-1)?.situation.transcript.at(-1);
    expect(result).toMatchObject({ output: tool?.spanContext().spanId });
  });
});
