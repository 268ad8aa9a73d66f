import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResultOf } from '@durable-goals/client';
import type { ConversationStore, Goal, Message } from '@durable-goals/core';
import { recordHistory, type RecordedHistory } from '@durable-goals/testing';
import { historyEvents, type CountedEvent } from '../parts/history-events.js';
import { notesIn } from '../parts/journal.js';
import { doubtsOf, type Doubts } from './doubts.js';
import { ledgerIn, type Execution } from './ledger.js';
import { holdAsPerson, type PersonsPart } from './person.js';
import { earlierMessages } from './script.js';
import type { GoldenLane } from './stage.js';

/** A golden conversation that was held to its end, and everything that it left. */
export interface HeldConversation extends PersonsPart, Doubts {
  readonly conversationId: string;
  readonly firstRunId: string;
  readonly messages: readonly Message[];
  /** The transcript from its start, as it is in the store. */
  readonly stored: readonly Message[];
  readonly result: ResultOf<Goal>;
  /** Of all runs. */
  readonly events: readonly CountedEvent[];
  /** Each run as recorded. */
  readonly histories: readonly RecordedHistory[];
  readonly executions: readonly Execution[];
  readonly modelCalls: number;
  /** Fail points that were come by, in order. */
  readonly points: readonly string[];
  /** Workers that were killed meanwhile. */
  readonly kills: number;
}

/** What is done to the Workers while the conversation is held. */
export interface Disturbance {
  /** The Worker is killed as soon as the history has this many events. */
  readonly atEvents?: readonly number[];
  /** Fail points: the first for the Worker that serves, each next one for its successor. */
  readonly atPoints?: readonly string[];
}

/** Holds the golden conversation under an id, while its Workers are killed as asked for. */
export async function hold(
  lane: GoldenLane,
  conversationId: string,
  { atEvents = [], atPoints = [] }: Disturbance = {},
): Promise<HeldConversation> {
  const { agents, client, workers } = lane;
  const folder = join(lane.folder, conversationId);
  const ledger = ledgerIn(folder);
  await mkdir(folder, { recursive: true });
  await workers.isWhole();
  const killsBefore = workers.kills;
  const [first, ...others] = atPoints;
  workers.tell(arming(first));
  for (const point of others) workers.tellNext(arming(point));

  const chat = await agents.start('golden', { conversationId, messages: earlierMessages });
  const handle = client.workflow.getHandle(conversationId);
  const { runId: firstRunId } = await handle.describe();
  const watched = watch();
  const [part, events] = await Promise.all([holdAsPerson(chat, ledger), watched]);
  const messages = await chat.messages();
  const runIds = [...new Set(events.map(({ runId }) => runId))];
  const histories = await Promise.all(
    runIds.map((runId) => recordHistory(client, conversationId, runId)),
  );
  // Kept where a case does not hold; the server and its memory are gone then.
  await Promise.all(
    histories.map((history, index) => writeFile(join(folder, `run-${index + 1}.json`), history)),
  );
  const executions = ledger.executions();
  return {
    ...part,
    ...doubtsOf(events, executions),
    conversationId,
    firstRunId,
    messages,
    stored: await storedMessages(lane.store, conversationId),
    result: await chat.result(),
    events,
    histories,
    executions,
    modelCalls: notesIn(join(folder, 'model-calls.jsonl')).length,
    points: notesIn(join(folder, 'points.jsonl')).map(String),
    kills: workers.kills - killsBefore,
  };

  async function watch(): Promise<readonly CountedEvent[]> {
    const seen: CountedEvent[] = [];
    const execution = { workflowId: conversationId, runId: firstRunId };
    for await (const counted of historyEvents(client, execution)) {
      seen.push(counted);
      if (atEvents.includes(counted.count)) await workers.kill();
    }
    // Histories differ by an event or two; what would have come later comes with the last one.
    if (atEvents.some((count) => count > seen.length)) await workers.kill();
    return seen;
  }
}

async function storedMessages(
  store: ConversationStore,
  conversationId: string,
): Promise<readonly Message[]> {
  const stored: Message[] = [];
  for (;;) {
    const page = await store.transcript({ conversationId }, { after: stored.at(-1)?.seq ?? 0 });
    stored.push(...page.messages);
    if (!page.more || page.messages.length === 0) return stored;
  }
}

function arming(point: string | undefined): object {
  return { kind: 'arm', ...(point === undefined ? {} : { point }) };
}
