import { defaultPayloadConverter } from '@temporalio/common';
import type { CountedEvent } from '../parts/history-events.js';
import type { Execution } from './ledger.js';

/** What a history says about calls whose outcome nobody knew at first, by call id. */
export interface Doubts {
  /** A tool's only attempt was begun, and its result is not in the history. */
  readonly ambiguous: readonly string[];
  /** The tool itself was asked what came of them. */
  readonly verified: readonly string[];
}

/** Finds the calls of `unsafe` tools that were lost, and those that were verified. */
export function doubtsOf(
  events: readonly CountedEvent[],
  executions: readonly Execution[],
): Doubts {
  const unsafe = new Set(
    executions.flatMap(({ tool, effect }) => (effect === 'unsafe' ? [tool] : [])),
  );
  const scheduled = new Map<string, string>();
  const ambiguous: string[] = [];
  const verified: string[] = [];
  for (const { event, runId } of events) {
    const { activityTaskScheduledEventAttributes: attributes } = event;
    const type = attributes?.activityType?.name ?? '';
    if (type === 'durableGoals.verify') verified.push(callIdOf(attributes));
    if (unsafe.has(type)) scheduled.set(`${runId} ${String(event.eventId)}`, callIdOf(attributes));
    const lost =
      event.activityTaskTimedOutEventAttributes ??
      event.activityTaskFailedEventAttributes ??
      event.activityTaskCanceledEventAttributes;
    const callId = scheduled.get(`${runId} ${String(lost?.scheduledEventId)}`);
    if (lost && callId !== undefined) ambiguous.push(callId);
  }
  return { ambiguous, verified };
}

function callIdOf(
  attributes: CountedEvent['event']['activityTaskScheduledEventAttributes'],
): string {
  const [payload] = attributes?.input?.payloads ?? [];
  const request = payload ? defaultPayloadConverter.fromPayload<{ callId?: string }>(payload) : {};
  return request.callId ?? '';
}
