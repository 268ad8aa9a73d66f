import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import {
  toolReportsOf,
  type ConversationRef,
  type ConversationStatus,
  type ConversationStore,
  type Json,
  type Message,
  type MessagePage,
  type ResultStore,
  type TranscriptPage,
  type Turn,
  type UpdateArguments,
} from '@durable-goals/core';
import type { Ask } from './ask.js';
import { staleStatus, type StatusNow } from './status.js';

/** Messages that are read from a store at a time. */
const pageLength = 500;

/** Whether a call failed with one of these types. */
export function isFailure(error: unknown, ...types: readonly string[]): boolean {
  return error instanceof ApplicationFailure && types.some((type) => type === error.type);
}

/** Whether a store may answer instead: no Worker is there, no Temporal, or it forgot the conversation. */
export function storeMayKnow(error: unknown): boolean {
  return isFailure(error, 'NoWorker', 'NoConversation', 'TemporalUnreachable');
}

/**
 * The turn with its messages from the store, where the conversation has let go of them: a caller who comes late to a
 * run that keeps little finds its turn over and empty.
 */
export async function wholeTurn(
  store: ConversationStore | undefined,
  { client, conversationId }: { readonly client: Client; readonly conversationId: string },
  turn: Turn,
): Promise<Turn> {
  if (store === undefined || turn.messages.length > 0 || turn.state !== 'awaiting-user')
    return turn;
  try {
    const own = await messagesOfTurn(store, await currentRef(client, conversationId), turn.turn);
    return { ...turn, ...saidIn(own) };
  } catch (error) {
    if (isFailure(error, 'StoreUnavailable')) return turn;
    throw error;
  }
}

/** So far back from the end it is looked for what was sent again. */
const lookedBack = 1_000;

/**
 * The turn of a message that was taken by a conversation which is over: whoever sends it again gets its answer, as long
 * as the store has it.
 *
 * @throws the error, when it is another one, or the newest conversation under that id had no such message.
 */
export async function takenBefore(
  store: ConversationStore | undefined,
  { client, conversationId, name, request }: Ask<keyof UpdateArguments> & { client: Client },
  error: unknown,
): Promise<Turn> {
  const isOver = name === 'sendMessage' && isFailure(error, 'NoConversation');
  if (!isOver || store === undefined) throw error;
  const ref = await currentRef(client, conversationId);
  const status = await storedStatus(store, ref);
  const after = Math.max(0, (status?.lastSeq ?? 0) - lookedBack);
  const newest = await store
    .transcript(ref, { after, limit: lookedBack })
    .catch(() => ({ messages: [] }));
  const taken = newest.messages.find(({ role, id }) => role === 'user' && id === request.id);
  if (taken === undefined) throw error;
  return {
    turn: taken.turn,
    state: 'ended',
    ...saidIn(newest.messages.filter(({ turn }) => turn === taken.turn)),
    approvals: [],
    inDoubt: [],
    ...(status?.outcome === undefined ? {} : { outcome: status.outcome }),
  };
}

/** What the agent said and did in a turn. */
function saidIn(messages: readonly Message[]): Pick<Turn, 'messages' | 'tools'> {
  return {
    messages: messages.filter(({ role }) => role === 'agent'),
    tools: messages.flatMap((message) => toolReportsOf(message)),
  };
}

/** Messages of one turn; turns only grow along a transcript, so its first one is found by halving. */
async function messagesOfTurn(
  store: ConversationStore,
  ref: ConversationRef,
  turn: number,
): Promise<readonly Message[]> {
  let before = 0;
  let within = (await store.conversation(ref))?.status.lastSeq ?? 0;
  while (before < within) {
    const middle = Math.floor((before + within) / 2);
    const { messages } = await store.transcript(ref, { after: middle, limit: 1 });
    if ((messages[0]?.turn ?? Infinity) < turn) before = middle + 1;
    else within = middle;
  }
  const own: Message[] = [];
  for (let after = before; ;) {
    const page = await store.transcript(ref, { after, limit: pageLength });
    own.push(...page.messages.filter((message) => message.turn === turn));
    after = page.messages.at(-1)?.seq ?? after;
    if (!page.more || page.messages.some((message) => message.turn > turn)) return own;
  }
}

/** All that the store has of a conversation after a message and up to another, both by `seq`. */
async function storedMessages(
  store: ConversationStore,
  ref: ConversationRef,
  { after = 0, upTo = Infinity }: { readonly after?: number; readonly upTo?: number },
): Promise<readonly Message[]> {
  const messages: Message[] = [];
  for (let from = after; ;) {
    const page = await store.transcript(ref, { after: from, limit: pageLength });
    messages.push(...page.messages.filter(({ seq }) => seq <= upTo));
    from = page.messages.at(-1)?.seq ?? from;
    if (!page.more || from >= upTo) return messages;
  }
}

/**
 * What came before the messages that a Workflow still has, from the store.
 *
 * @returns nothing when the store knows another conversation under that id.
 */
async function earlierMessages(
  store: ConversationStore,
  conversationId: string,
  { after, first }: { readonly after: number; readonly first: Message },
): Promise<readonly Message[]> {
  const found = await storedMessages(store, { conversationId }, { after, upTo: first.seq });
  const same = found.at(-1);
  return same?.id === first.id && same.at === first.at ? found.slice(0, -1) : [];
}

/** The transcript after a message: what the Workflow still has, and from the store what it does not. */
export async function wholeTranscript(
  store: ConversationStore,
  { client, conversationId, after }: { client: Client; conversationId: string; after: number },
  kept: Promise<readonly Message[]>,
): Promise<readonly Message[]> {
  try {
    const messages = await kept;
    const [first] = messages;
    if (first === undefined || first.seq <= after + 1) return messages;
    return [...(await earlierMessages(store, conversationId, { after, first })), ...messages];
  } catch (error) {
    if (!storeMayKnow(error)) throw error;
    const ref = await currentRef(client, conversationId);
    if ((await store.conversation(ref)) === undefined) throw error;
    return await storedMessages(store, ref, { after });
  }
}

/** A page of the transcript: from the store, or from the Workflow where the store does not have it. */
export async function transcriptPage(
  store: ConversationStore | undefined,
  { conversationId, ...page }: { conversationId: string; after?: number; limit?: number },
  fromWorkflow: (after: number) => Promise<MessagePage>,
): Promise<TranscriptPage> {
  if (store !== undefined) {
    try {
      const found = await store.transcript({ conversationId }, page);
      if (found.messages.length > 0) return found;
    } catch (error) {
      if (!isFailure(error, 'StoreUnavailable')) throw error;
    }
  }
  try {
    const { messages, more } = await fromWorkflow(page.after ?? 0);
    const { limit = messages.length } = page;
    return { messages: messages.slice(0, limit), more: more || messages.length > limit };
  } catch (error) {
    // The store was asked already, and has nothing after that message.
    if (store !== undefined && storeMayKnow(error)) return { messages: [], more: false };
    throw error;
  }
}

/**
 * How a conversation stood when it was last heard of: as the store has it, and whether it runs as the server has it.
 *
 * @throws `NoConversation` when neither knows it.
 */
export async function lastKnownStatus(
  client: Client,
  conversationId: string,
  {
    store,
    ...ends
  }: {
    readonly store?: ConversationStore | undefined;
    readonly signal?: AbortSignal;
    readonly serverMs?: number;
  },
): Promise<StatusNow> {
  const known = await serverStatus(client, conversationId, ends);
  const stored = await storedStatus(store, refTo(conversationId, known));
  if ('error' in known) {
    if (stored === undefined) throw known.error;
    return { ...stored, stale: true };
  }
  if (stored === undefined) return known.status;
  // One that was terminated had no time to say so.
  const { state } = known.status.state === 'ended' ? known.status : stored;
  return { ...stored, state, stale: true };
}

/** The conversation that runs under an id now, if the server says which; else the newest in the store. */
async function currentRef(client: Client, conversationId: string): Promise<ConversationRef> {
  return refTo(conversationId, await serverStatus(client, conversationId));
}

type ServerWord =
  | { readonly status: StatusNow; readonly chainId?: string }
  | { readonly error: unknown };

async function serverStatus(
  client: Client,
  conversationId: string,
  ends: { readonly signal?: AbortSignal; readonly serverMs?: number } = {},
): Promise<ServerWord> {
  try {
    return await staleStatus(client, conversationId, ends);
  } catch (error) {
    return { error };
  }
}

function refTo(conversationId: string, known: ServerWord): ConversationRef {
  const chainId = 'chainId' in known ? known.chainId : undefined;
  return { conversationId, ...(chainId === undefined ? {} : { chainId }) };
}

async function storedStatus(
  store: ConversationStore | undefined,
  ref: ConversationRef,
): Promise<ConversationStatus | undefined> {
  try {
    return (await store?.conversation(ref))?.status;
  } catch (error) {
    if (isFailure(error, 'StoreUnavailable')) return undefined;
    throw error;
  }
}

/** What a tool's message says that the call gave, from where the whole of it is. */
export async function wholeOutput(
  results: ResultStore | undefined,
  message: Message | undefined,
): Promise<Json | undefined> {
  const { output, whole, callId } = message?.toolResult ?? {};
  if (whole === undefined) return output;
  const content = await results?.get(whole.reference);
  if (content === undefined) {
    throw ApplicationFailure.nonRetryable(
      `The result of call '${callId}' has ${whole.bytes} bytes and is not kept here. Give AgentClient the \`results\` that the Worker writes to.`,
      'ResultNotKept',
    );
  }
  return JSON.parse(content) as Json;
}
