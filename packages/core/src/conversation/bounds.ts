import { failures } from '../failures.js';
import type { GoalSpec } from '../goal-spec.js';

/**
 * Bounds that keep a conversation within what Temporal's server takes: 2 MB a payload.
 *
 * Sizes are in UTF-16 units of JSON text: cheap to know, and three bytes each at most.
 */
export const bounds = {
  /** A person's message. */
  messageLength: 32_000,
  /** Messages that wait for their turn. */
  queuedMessages: 100,
  queuedLength: 100_000,
  /** Callers who wait for a turn; the server allows ten Updates in flight. */
  parkedCallers: 6,
  /** Client ids that are remembered. */
  seenIds: 1_000,
  /** Of them those that the next run gets: each run pays for them twice. */
  carriedIds: 500,
  /** Messages that a run keeps for reading. */
  keptMessages: 400,
  keptSize: 400_000,
  /** What one tool result may take in the model's window and across continue-as-new. */
  outputInWindow: 16_000,
  /** What the next run gets. */
  carriedSize: 200_000,
  /** The model's window; beyond half of it, the older part is summed up early. */
  windowSize: 300_000,
  /** Tool calls of one step, and their inputs together. */
  callsPerStep: 16,
  inputsPerStep: 100_000,
  /** An error's text, as the model and the transcript get it. */
  errorLength: 4_000,
  /** What a conversation may be started with. */
  startLength: 100_000,
  /** Window at which messages are dropped without a summary, when none could be made. */
  windowHardMax: 60,
  /** Arguments that are remembered. */
  knownArguments: 50,
  knownArgumentSize: 1_000,
  /** A page of the `messages` query. */
  pageSize: 80_000,
  /** An edited input, and what a person says that a call gave; as JSON. */
  givenLength: 64_000,
  resultMessages: 20,
  resultSize: 60_000,
  id: 200,
} as const;

/** The same bounds, or those for a server that takes less. */
export type Bounds = Readonly<Record<keyof typeof bounds, number>>;

/** The bounds that hold for a conversation about a goal. */
export function boundsOf(goal: GoalSpec | undefined): Bounds {
  const bytes = goal?.serverLimits?.payloadBytes;
  if (bytes === undefined) return bounds;
  const share = (name: keyof typeof bounds, part: number): number =>
    Math.min(bounds[name], Math.floor(bytes / part));
  return {
    ...bounds,
    messageLength: share('messageLength', 8),
    queuedLength: share('queuedLength', 8),
    queuedMessages: share('queuedMessages', 1_000),
    seenIds: share('seenIds', 100),
    keptSize: share('keptSize', 1),
    outputInWindow: share('outputInWindow', 8),
    carriedSize: share('carriedSize', 3),
    windowSize: share('windowSize', 2),
    inputsPerStep: share('inputsPerStep', 8),
    errorLength: share('errorLength', 20),
    knownArguments: share('knownArguments', 1_000),
    knownArgumentSize: share('knownArgumentSize', 100),
    pageSize: share('pageSize', 4),
    resultSize: share('resultSize', 4),
  };
}

/** @throws `StartRefused` when the server takes too little for a conversation about the goal. */
export function checkGoalFits(goal: GoalSpec): void {
  const most = goal.serverLimits?.payloadBytes;
  if (most === undefined) return;
  const bytes = bytesOf(goal);
  if (bytes <= most / 2) return;
  throw failures.startRefused(
    `goal '${goal.id}' has ${bytes} bytes, and more than half of the ${most} that the server takes leaves no room to talk`,
  );
}

/** Bytes that one payload may have, with some to spare; `undefined` where the bounds suffice. */
export function payloadRoom(goal: GoalSpec | undefined): number | undefined {
  const most = goal?.serverLimits?.payloadBytes;
  return most === undefined ? undefined : Math.floor(most * 0.9);
}

/** The size of a value as JSON in UTF-8, in bytes. */
export function bytesOf(value: unknown): number {
  const text = JSON.stringify(value);
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    // Each half of a surrogate pair stands for two of the pair's four bytes.
    if (unit >= 0x80) bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
