import { createHash } from 'node:crypto';
import type { Stretch, TurnReference } from '@durable-goals/core';

/** A stretch of work, and whose it is. */
export interface OwnedStretch {
  readonly conversationId: string;
  /** The first run's id: another conversation under the same id has another one. */
  readonly chainId: string;
  readonly stretch: Stretch;
}

/** Where the spans of a stretch of work belong. */
export interface StretchIds {
  /** One trace for each turn, with what sub-agents do for it. */
  readonly traceId: string;
  /** The span of this stretch. */
  readonly spanId: string;
  /** The span that it hangs on, if there is one. */
  readonly parentSpanId?: string;
}

/**
 * The ids of a stretch's trace and span: the same in every process, so that what is done for one turn on several Workers
 * comes together without a byte of history.
 */
export function stretchIds({ conversationId, chainId, stretch }: OwnedStretch): StretchIds {
  const { turn, since, again, within } = stretch;
  const own = idsOf({ conversationId, chainId, turn });
  const above = within === undefined ? undefined : idsOf(within);
  const { traceId } = above ?? own;
  if (again) {
    const spanId = digest([conversationId, chainId, turn, since]).slice(0, 16);
    return { traceId, spanId, parentSpanId: own.spanId };
  }
  return {
    traceId,
    spanId: own.spanId,
    ...(above === undefined ? {} : { parentSpanId: above.spanId }),
  };
}

function idsOf({ conversationId, chainId, turn }: TurnReference): {
  readonly traceId: string;
  readonly spanId: string;
} {
  const ids = digest([conversationId, chainId, turn]);
  return { traceId: ids.slice(0, 32), spanId: ids.slice(32, 48) };
}

function digest(parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
