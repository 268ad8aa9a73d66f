import type { Client } from '@temporalio/client';
import { historyEvents, type CountedEvent } from '../parts/history-events.js';

/** A conversation's history, and those of its sub-agents, in the order in which they began. */
export interface WatchedHistory {
  readonly workflowId: string;
  readonly runId: string;
  /** The call above that a sub-agent carries out; empty for the conversation that people talk to. */
  readonly callId: string;
  /** Of all runs. */
  readonly events: readonly CountedEvent[];
  readonly below: readonly WatchedHistory[];
}

/** What is watched, and what is done at which of its events. */
export interface Watch {
  readonly workflowId: string;
  readonly runId: string;
  readonly callId?: string;
  /** Numbers of events, by the call of a sub-agent; empty for the conversation itself. */
  readonly atEvents: Readonly<Record<string, readonly number[]>>;
  readonly disturb: () => Promise<void>;
}

/** Follows a conversation and its sub-agents to their ends, and disturbs them as soon as a history has so many events. */
export async function watch(
  client: Client,
  { workflowId, runId, callId = '', atEvents, disturb }: Watch,
): Promise<WatchedHistory> {
  const mine = atEvents[callId] ?? [];
  const events: CountedEvent[] = [];
  const below: Promise<WatchedHistory>[] = [];
  for await (const counted of historyEvents(client, { workflowId, runId })) {
    events.push(counted);
    const begun = counted.event.childWorkflowExecutionStartedEventAttributes?.workflowExecution;
    if (begun?.workflowId && begun.runId) {
      const child = { workflowId: begun.workflowId, runId: begun.runId };
      const carriesOut = child.workflowId.slice(workflowId.length + 1);
      below.push(watch(client, { ...child, callId: carriesOut, atEvents, disturb }));
    }
    if (mine.includes(counted.count)) await disturb();
  }
  // Histories differ by an event or two; what would have come later comes with the last one.
  if (mine.some((count) => count > events.length)) await disturb();
  return { workflowId, runId, callId, events, below: await Promise.all(below) };
}
