import {
  defineGoal,
  defineRegistry,
  type JsonObject,
  type Tool,
  type ToolReply,
  type ToolRequest,
} from '@durable-goals/core';
import type { LogEntry } from '@temporalio/worker';
import { MockActivityEnvironment } from '@temporalio/testing';
import { toolRunner, toolVerifier } from '../../src/tools/tool-runner.js';

/** Runs one call of a tool, as a Worker would. */
export function calling(tool: Tool, input: JsonObject = { room: 'Aspen' }) {
  const goal = defineGoal({ id: 'rooms', title: 'Rooms', instructions: 'Book.', tools: [tool] });
  const registry = defineRegistry([goal]);
  const logged: LogEntry[] = [];
  const keep = (level: LogEntry['level']) => (message: string, meta?: object) =>
    // The Worker itself only tells of beginnings and ends, for debugging.
    level === 'DEBUG' || void logged.push({ level, message, meta: meta ?? {}, timestampNanos: 0n });
  const logger = {
    log: (level: LogEntry['level'], message: string, meta?: object) => keep(level)(message, meta),
    trace: keep('TRACE'),
    debug: keep('DEBUG'),
    info: keep('INFO'),
    warn: keep('WARN'),
    error: keep('ERROR'),
  };
  const environment = new MockActivityEnvironment(
    { heartbeatTimeoutMs: 90, attempt: 3 },
    { logger },
  );
  const beats: unknown[] = [];
  environment.on('heartbeat', (details) => beats.push(details));
  const request: ToolRequest = {
    conversationId: 'trip-1',
    callId: 'c1',
    idempotencyKey: 'trip-1:run:c1',
    goal: { id: 'rooms', hash: registry.spec('rooms').hash },
    tool: tool.name,
    input,
  };
  const run = (change: Partial<ToolRequest> = {}): Promise<ToolReply> =>
    environment.run(toolRunner(registry), { ...request, ...change });
  const verify = () => environment.run(toolVerifier(registry), request);
  return { run, verify, beats, logged, environment };
}
