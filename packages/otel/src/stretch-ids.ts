import { createHash } from 'node:crypto';
import type { Stretch } from '@durable-goals/core';

/** A stretch of work, and whose it is. */
export interface OwnedStretch {
  readonly conversationId: string;
  /** The first run's id: another conversation under the same id has another one. */
  readonly chainId: string;
  readonly stretch: Stretch;
}

/** Where the spans of a stretch of work belong. */
export interface StretchIds {
  /** One trace for each turn. */
  readonly traceId: string;
  /** The span of this stretch. */
  readonly spanId: string;
  /** The span of the turn's first stretch. */
  readonly firstSpanId: string;
}

/**
 * The ids of a stretch's trace and span: the same in every process, so that what is done for one turn on several Workers
 * comes together without a byte of history.
 */
export function stretchIds({ conversationId, chainId, stretch }: OwnedStretch): StretchIds {
  const { turn, since, again } = stretch;
  const ofTurn = digest([conversationId, chainId, turn]);
  const firstSpanId = ofTurn.slice(32, 48);
  const spanId = again ? digest([conversationId, chainId, turn, since]).slice(0, 16) : firstSpanId;
  return { traceId: ofTurn.slice(0, 32), spanId, firstSpanId };
}

function digest(parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
