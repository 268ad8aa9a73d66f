import type { Json, LiveChannel, LiveTool, ToolRequest } from '@durable-goals/core';
import { runningRedactor } from '../secrets/redacting-activities.js';
import type { Redactor } from '../secrets/redactor.js';

/** Tells who watches how far a tool is. */
export interface ToolProgress {
  /** What the tool told last. */
  told(progress: Json): void;
  /** The attempt is over, however it ended. */
  over(): void;
}

/** Progress is told at most this often, in milliseconds; of what comes faster, the newest counts. */
const paceMs = 100;
/** Progress that is larger is not shown. */
const mostBytes = 4_000;

const unheard: ToolProgress = { told: () => undefined, over: () => undefined };

/** Tells that a tool runs, and makes its progress heard, without secrets. */
export function toolProgress(
  live: LiveChannel | undefined,
  { conversationId, callId, tool }: Pick<ToolRequest, 'conversationId' | 'callId' | 'tool'>,
): ToolProgress {
  if (live === undefined) return unheard;
  const redactor = runningRedactor();
  let newest: Json | undefined;
  let toldAt = 0;
  let timer: NodeJS.Timeout | undefined;

  function publish(state: LiveTool['state']): void {
    clearTimeout(timer);
    timer = undefined;
    toldAt = Date.now();
    const shown = newest === undefined ? undefined : shownOf(newest, redactor);
    const progress = shown === undefined ? {} : { progress: shown };
    live?.publish({ kind: 'tool', conversationId, callId, tool, state, ...progress });
  }

  publish('running');
  return {
    told(progress) {
      newest = progress;
      const waitMs = toldAt + paceMs - Date.now();
      if (waitMs <= 0) publish('running');
      else timer ??= setTimeout(() => publish('running'), waitMs);
    },
    over: () => publish('settled'),
  };
}

/** A copy, as it is now; nothing when it is too large or no JSON. */
function shownOf(progress: Json, redactor: Redactor): Json | undefined {
  try {
    // First the JSON that becomes of it: an object of a class is not looked through.
    const copy = redactor.value(JSON.parse(JSON.stringify(progress)) as Json);
    return Buffer.byteLength(JSON.stringify(copy)) > mostBytes ? undefined : copy;
  } catch {
    return undefined;
  }
}
