import type { Json, Tool, ToolContext } from '@durable-goals/core';
import { writeNote } from './crash-journal.js';
import type { CrashPoint } from './crash-points.js';

/** A tool during which its process can be killed. */
export interface CrashingTool {
  readonly tool: Tool;
  /** From now on, the process is killed at this point, or nowhere. */
  arm(point: CrashPoint | undefined): void;
}

/** Makes a tool's process mortal, and the tool quick to be tried again and never asked about. */
export function crashingTool(original: Tool, journal: string): CrashingTool {
  let armed: CrashPoint | undefined;

  function pass(point: CrashPoint): void {
    if (armed === point) process.kill(process.pid, 'SIGKILL');
  }

  async function execute(input: never, context: ToolContext): Promise<unknown> {
    const { conversationId, idempotencyKey: key } = context;
    writeNote(journal, { kind: 'attempt', conversationId, key });
    pass('before-execute');
    const [, delay] = armed?.match(/^after (\d+) ms$/) ?? [];
    const timer =
      delay === undefined
        ? undefined
        : setTimeout(() => process.kill(process.pid, 'SIGKILL'), Number(delay));
    if (armed === 'shutdown') process.kill(process.pid, 'SIGTERM');
    let beats = 0;
    const heartbeat = (details?: Json): void => {
      beats += 1;
      writeNote(journal, { kind: 'heartbeat', conversationId });
      context.heartbeat(details);
      pass(`heartbeat ${beats}`);
    };
    try {
      const output = await original.execute(input, { ...context, heartbeat });
      pass('after-execute');
      return output;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    tool: {
      ...original,
      needsApproval: 'never',
      timing: { ...original.timing, heartbeatMs: 2_000, retryIntervalMs: 100 },
      execute,
    },
    arm(point) {
      armed = point;
    },
  };
}
