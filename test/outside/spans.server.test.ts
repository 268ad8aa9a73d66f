import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentClient } from '@durable-goals/client';
import { startDevServer } from '@durable-goals/dev-server';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorker, type WorkerProcess } from '../worker-process.js';
import { sentMetrics, sentSpans, type SentSpan } from './sent-spans.js';
import { callsFile } from './traced-goal.js';

const here = import.meta.dirname;
const folder = mkdtempSync(join(tmpdir(), 'traced-'));
const file = join(folder, 'sent');
const secret = `Tok/en-${randomBytes(12).toString('hex')}`;
const conversationId = `seen-${randomBytes(4).toString('hex')}`;
const toBeStopped: (() => Promise<unknown>)[] = [];

let spans: readonly SentSpan[] = [];
const named = (name: string): readonly SentSpan[] => spans.filter((span) => span.name === name);
const attributesOf = (name: string) => named(name).map(({ attributes }) => attributes);

beforeAll(async () => {
  const server = await startDevServer({});
  toBeStopped.push(() => server.stop());
  const endpoint = await startWorker(join(here, 'otlp-endpoint.ts'), [file]);
  toBeStopped.push(() => endpoint.stop());
  const connection = await Connection.connect({ address: server.address });
  toBeStopped.push(() => connection.close());
  const [, url = ''] = /READY (\S+)/.exec(endpoint.output()) ?? [];
  const taskQueue = conversationId;
  const worker = (): Promise<WorkerProcess> =>
    startWorker(join(here, 'traced-worker.ts'), [server.address, taskQueue, folder], {
      ...process.env,
      NOTES_TOKEN: secret,
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '50',
      OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true',
    });

  const first = await worker();
  toBeStopped.push(() => first.stop());
  const killed = once(first.child, 'exit');
  const agents = new AgentClient({ client: new Client({ connection }), taskQueue });
  const chat = await agents.start('traced', { conversationId });
  await chat.waitFor();
  const answer = chat.send(`Look for ${secret}`);
  await killed;
  const second = await worker();
  toBeStopped.push(() => second.stop());
  const { approvals } = await answer;
  const [call] = approvals;
  if (call === undefined) throw new Error('There is no approval.');
  await chat.approve(call);
  await chat.result();
  await second.stop();
  spans = sentSpans(file);
}, 120_000);

afterAll(async () => {
  for (const stop of toBeStopped.toReversed()) await stop();
  rmSync(folder, { recursive: true });
});

describe('the spans of a conversation whose Worker was killed in the middle', () => {
  test('are one for each call to the model that was answered, in whichever process', () => {
    const calls = readFileSync(callsFile(folder), 'utf8').trim().split('\n');
    const purposes = attributesOf('chat traced-model').map((of) =>
      String(of['durable_goals.purpose']),
    );
    expect(purposes.toSorted()).toEqual(calls.toSorted());
    expect(purposes).toHaveLength(5);
  });

  test('have the names and attributes of the conventions', () => {
    const [plan] = attributesOf('chat traced-model').filter(
      (of) => of['durable_goals.purpose'] === 'plan' && of['durable_goals.turn'] === 1,
    );
    expect(plan).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'traced-model',
      'gen_ai.response.model': 'traced-model-1',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 5,
      'gen_ai.usage.cache_read.input_tokens': 2,
      'gen_ai.conversation.id': conversationId,
      'gen_ai.agent.name': 'traced',
      'server.address': 'models.example',
    });
    expect(attributesOf('execute_tool Look')).toMatchObject([
      {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'Look',
        'gen_ai.tool.call.id': 'c1',
        'durable_goals.tool.outcome': 'completed',
        'durable_goals.attempt': 2,
      },
    ]);
    expect(attributesOf('execute_tool Book')).toMatchObject([
      { 'error.type': 'ToolDidNotRun', 'durable_goals.tool.outcome': 'not-run' },
    ]);
    expect(named('execute_tool Book')[0]?.status?.code).toBe(2);
  });

  test('have a root for the start, for the turn, and for its part after the approval', () => {
    expect(attributesOf('invoke_agent traced')).toMatchObject([
      { 'durable_goals.turn': 0, 'durable_goals.state': 'awaiting-user', ...used(1, 0) },
      { 'durable_goals.turn': 1, 'durable_goals.state': 'awaiting-approval', ...used(3, 1) },
      { 'durable_goals.turn': 1, 'durable_goals.state': 'ended', ...used(1, 1) },
    ]);
  });

  test('are one trace for each turn, in which everything hangs on its root', () => {
    const [start, turn, rest] = named('invoke_agent traced');
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(2);
    expect(start?.parentSpanId ?? '').toBe('');
    expect(turn?.parentSpanId ?? '').toBe('');
    expect(rest).toMatchObject({ traceId: turn?.traceId, parentSpanId: turn?.spanId });
    const under = (root: SentSpan | undefined): readonly string[] =>
      spans
        .filter(({ parentSpanId, name }) => parentSpanId === root?.spanId && name !== rest?.name)
        .map(({ name }) => name)
        .toSorted();
    const chat = 'chat traced-model';
    expect(under(start)).toEqual([chat]);
    expect(under(turn)).toEqual([chat, chat, chat, 'execute_tool Look']);
    expect(under(rest)).toEqual([chat, 'execute_tool Book']);
  });

  test('hold no secret, though they hold what was said', () => {
    const sent = readFileSync(file, 'utf8');
    expect(sent).toContain('Hello, [redacted].');
    expect(sent).toContain('by [redacted]');
    for (const form of [secret, secret.slice(4), encodeURIComponent(secret)]) {
      expect(sent.includes(form), form).toBe(false);
    }
  });

  test('come with metrics', () => {
    expect([...sentMetrics(file)]).toEqual(
      expect.arrayContaining([
        'gen_ai.client.inference.duration',
        'gen_ai.client.inference.usage.input_tokens',
        'gen_ai.client.inference.usage.output_tokens',
        'gen_ai.execute_tool.duration',
        'gen_ai.invoke_agent.duration',
      ]),
    );
  });
});

function used(modelCalls: number, toolCalls: number): object {
  return { 'durable_goals.model_calls': modelCalls, 'durable_goals.tool_calls': toolCalls };
}
