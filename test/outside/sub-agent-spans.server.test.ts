import { defineGoal, defineTool, goalTool } from '@durable-goals/core';
import { agentSpans, turnIds } from '@durable-goals/otel';
import { createTestAgent, scriptedModel } from '@durable-goals/testing';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';

const rest = { validatePrompts: false } as const;
const price = defineTool({
  name: 'Price',
  description: 'Says what an item costs',
  effect: 'read',
  needsApproval: 'never',
  input: z.strictObject({ item: z.string() }),
  execute: () => 5,
});
const buyer = defineGoal({
  id: 'buyer',
  title: 'Buy things',
  instructions: 'Buy them.',
  tools: [price],
  ...rest,
});
const desk = defineGoal({
  id: 'desk',
  title: 'Front desk',
  instructions: 'Have things bought.',
  tools: [goalTool(buyer, { name: 'Buy', needsApproval: 'never' })],
  ...rest,
});
const goals = [desk, buyer] as const;

test('what a sub-agent does is in the trace of the turn that it works for', async () => {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({
    idGenerator: turnIds(),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const model = scriptedModel([
    { say: 'What shall it be?' },
    { call: 'Buy', input: { task: 'Buy a pen.' } },
    { call: 'Price', input: { item: 'pen' } },
    { done: 'A pen for 5.' },
    { say: 'It is bought.' },
  ]);
  const agent = await createTestAgent({
    goals,
    model,
    observer: agentSpans({ tracerProvider }),
  });
  onTestFinished(async () => await agent.close());
  const chat = await agent.start('desk');
  expect(await chat.send('A pen')).toMatchObject({ text: 'It is bought.' });
  await agent.stopWorker();

  const spans = exporter.getFinishedSpans();
  const ofTurn = spans.find(
    ({ name, attributes }) =>
      name === 'invoke_agent desk' && attributes['durable_goals.turn'] === 1,
  );
  const below = spans.find(({ name }) => name === 'invoke_agent buyer');
  const turn = spans.filter((span) => span.spanContext().traceId === ofTurn?.spanContext().traceId);
  const under = (id: string | undefined): readonly string[] =>
    turn
      .filter(({ parentSpanContext }) => parentSpanContext?.spanId === id)
      .map(({ name }) => name);
  expect(under(ofTurn?.spanContext().spanId).toSorted()).toEqual([
    'chat scripted',
    'chat scripted',
    'invoke_agent buyer',
  ]);
  expect(under(below?.spanContext().spanId).toSorted()).toEqual([
    'chat scripted',
    'chat scripted',
    'execute_tool Price',
  ]);
});
