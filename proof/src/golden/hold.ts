import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResultOf } from '@durable-goals/client';
import type { ConversationStore, Goal, Message } from '@durable-goals/core';
import { recordHistory, type RecordedHistory } from '@durable-goals/testing';
import type { CountedEvent } from '../parts/history-events.js';
import { notesIn } from '../parts/journal.js';
import { doubtsOf, type Doubts } from './doubts.js';
import { ledgerIn, type Execution, type Ledger } from './ledger.js';
import { holdAsPerson, type PersonsPart } from './person.js';
import type { GoldenLine } from './script.js';
import type { GoldenLane } from './stage.js';
import { watch, type WatchedHistory } from './watch.js';

/** A golden conversation that was held to its end, or a sub-agent's in it, and everything that it left. */
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
  /** What its person had to say; a sub-agent has none. */
  readonly lines?: readonly GoldenLine[];
  /** Its sub-agents' conversations, in the order in which they began. */
  readonly below: readonly HeldConversation[];
}

/** A conversation, and those of its sub-agents. */
export function withThoseBelow(held: HeldConversation): readonly HeldConversation[] {
  return [held, ...held.below.flatMap(withThoseBelow)];
}

/** What is done to the Workers while the conversation is held. */
export interface Disturbance {
  /** The Worker is killed as soon as the history has this many events. */
  readonly atEvents?: readonly number[];
  /** The same for the history of a sub-agent, by the call that it carries out. */
  readonly atEventsBelow?: Readonly<Record<string, readonly number[]>>;
  /** Fail points: the first for the Worker that serves, each next one for its successor. */
  readonly atPoints?: readonly string[];
}

/** Holds the lane's conversation under an id, while its Workers are killed as asked for. */
export async function hold(
  lane: GoldenLane,
  conversationId: string,
  { atEvents = [], atEventsBelow = {}, atPoints = [] }: Disturbance = {},
): Promise<HeldConversation> {
  const { agents, client, workers, script, folder } = lane;
  await mkdir(join(folder, conversationId), { recursive: true });
  await workers.isWhole();
  const killsBefore = workers.kills;
  const [first, ...others] = atPoints;
  workers.tell(arming(first));
  for (const point of others) workers.tellNext(arming(point));

  const { goalId, earlier, lines } = script;
  const chat = await agents.start(goalId, { conversationId, messages: earlier });
  const { runId } = await client.workflow.getHandle(conversationId).describe();
  const watched = watch(client, {
    workflowId: conversationId,
    runId,
    atEvents: { '': atEvents, ...atEventsBelow },
    disturb: async () => await workers.kill(),
  });
  const ledgerOf = (id: string): Ledger => ledgerIn(join(folder, id));
  const [{ settled }, histories] = await Promise.all([
    holdAsPerson(chat, { lines, ledgerOf }),
    watched,
  ]);
  const held = await remainsOf(lane, histories, { settled, kills: workers.kills - killsBefore });
  return { ...held, lines };
}

/** Everything that a conversation that has ended left, with its sub-agents. */
async function remainsOf(
  lane: GoldenLane,
  { workflowId: conversationId, runId: firstRunId, events, below }: WatchedHistory,
  { settled, kills }: Pick<HeldConversation, 'settled' | 'kills'>,
): Promise<HeldConversation> {
  const { agents, client } = lane;
  const folder = join(lane.folder, conversationId);
  const chat = agents.conversation(conversationId);
  const messages = await chat.messages();
  const runIds = [...new Set(events.map(({ runId }) => runId))];
  const histories = await Promise.all(
    runIds.map((runId) => recordHistory(client, conversationId, runId)),
  );
  // Kept where a case does not hold; the server and its memory are gone then.
  await mkdir(folder, { recursive: true });
  await Promise.all(
    histories.map((history, index) => writeFile(join(folder, `run-${index + 1}.json`), history)),
  );
  const executions = ledgerIn(folder).executions();
  return {
    settled: settled.filter((path) => !path.includes('.')),
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
    kills,
    below: await Promise.all(
      below.map(async (history) => {
        const within = `${history.callId}.`;
        const paths = settled.filter((path) => path.startsWith(within));
        const own = paths.map((path) => path.slice(within.length));
        return await remainsOf(lane, history, { settled: own, kills });
      }),
    ),
  };
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
