import type { Json, Message, Status } from '../api/shapes.js';

/** How news of a conversation arrive: one by one, or by asking again and again. */
type Connection = 'connecting' | 'live' | 'polling' | 'lost' | 'closed';

/** A message of this page that is not in the transcript yet. */
export interface Outgoing {
  /** Makes it count once, however often it is sent. */
  readonly key: string;
  readonly text: string;
  readonly at: string;
  /** The server has it; no Worker took it yet. */
  readonly isKept?: true;
  /** Why it could not be sent; it can be sent again. */
  readonly failure?: string;
}

/** What a running tool said last. */
export interface Progress {
  readonly callId: string;
  readonly tool: string;
  readonly state: string;
  readonly progress?: Json;
}

/** Everything that the page knows of one conversation. */
export interface FeedState {
  readonly messages: readonly Message[];
  readonly status?: Status;
  /** The answer that is being written, as far as it came. */
  readonly live?: { readonly key: string; readonly text: string };
  readonly progress: Readonly<Record<string, Progress>>;
  readonly outgoing: readonly Outgoing[];
  readonly connection: Connection;
  /** When the next attempt to connect is made, in milliseconds since the epoch. */
  readonly nextAttemptAt?: number;
  /** Why the conversation cannot be shown. */
  readonly failure?: string;
  /** Whether there are messages before the first one here. */
  readonly hasEarlier: boolean;
}

/** News of a conversation. */
export type FeedEvent =
  | { readonly kind: 'messages'; readonly messages: readonly Message[] }
  | { readonly kind: 'earlier'; readonly messages: readonly Message[]; readonly more: boolean }
  | { readonly kind: 'status'; readonly status: Status }
  | { readonly kind: 'text'; readonly key: string; readonly text: string; readonly from: number }
  | { readonly kind: 'retract'; readonly key: string }
  | { readonly kind: 'tool'; readonly progress: Progress }
  | { readonly kind: 'sending'; readonly outgoing: Outgoing }
  | { readonly kind: 'not-sent'; readonly key: string; readonly failure: string }
  | { readonly kind: 'kept'; readonly key: string }
  | { readonly kind: 'discard'; readonly key: string }
  | {
      readonly kind: 'connection';
      readonly connection: Connection;
      readonly nextAttemptAt?: number;
    }
  | { readonly kind: 'failed'; readonly failure: string };

export const emptyFeed: FeedState = {
  messages: [],
  progress: {},
  outgoing: [],
  connection: 'connecting',
  hasEarlier: false,
};

/** The state after a piece of news. What comes twice changes nothing. */
export function withEvent(state: FeedState, event: FeedEvent): FeedState {
  switch (event.kind) {
    case 'messages':
      return withMessages(state, event.messages);
    case 'earlier':
      return { ...withMessages(state, event.messages), hasEarlier: event.more };
    case 'status':
      return withStatus(state, event.status);
    case 'text':
      return withText(state, event);
    case 'retract':
      return state.live?.key === event.key ? without(state, 'live') : state;
    case 'tool':
      return {
        ...state,
        progress: { ...state.progress, [event.progress.callId]: event.progress },
      };
    case 'sending':
      return { ...state, outgoing: [...others(state, event.outgoing.key), event.outgoing] };
    case 'not-sent':
      return withOutgoing(state, event.key, { failure: event.failure });
    case 'kept':
      return withOutgoing(state, event.key, { isKept: true });
    case 'discard':
      return { ...state, outgoing: others(state, event.key) };
    case 'connection': {
      const { nextAttemptAt, connection } = event;
      const rest = without(state, 'nextAttemptAt');
      return { ...rest, connection, ...(nextAttemptAt === undefined ? {} : { nextAttemptAt }) };
    }
    case 'failed':
      return { ...state, failure: event.failure };
  }
}

function withMessages(state: FeedState, news: readonly Message[]): FeedState {
  const known = new Map(state.messages.map((message) => [message.seq, message]));
  // One that was sent before is replaced where it differs: the server may have spoken too soon.
  const fresh = news.filter((one) => JSON.stringify(known.get(one.seq)) !== JSON.stringify(one));
  if (fresh.length === 0) return state;
  for (const message of fresh) known.set(message.seq, message);
  const messages = [...known.values()].toSorted((one, other) => one.seq - other.seq);
  const outgoing = fresh.reduce(arrived, state.outgoing);
  const answered = fresh.some(({ role }) => role === 'agent');
  const next = { ...state, messages, outgoing };
  return answered ? without(next, 'live') : next;
}

/** Takes away what has arrived: by its id, else by its words. */
function arrived(outgoing: readonly Outgoing[], { id, role, text }: Message): readonly Outgoing[] {
  if (role !== 'user' || outgoing.length === 0) return outgoing;
  const byId = outgoing.findIndex(({ key }) => id.includes(key));
  const index = byId >= 0 ? byId : outgoing.findIndex((one) => one.text.trim() === text?.trim());
  return outgoing.filter((_, position) => position !== index);
}

function withStatus(state: FeedState, status: Status): FeedState {
  const isPlanning = status.state === 'working' && status.running.length === 0;
  // A stream tells how it stands, and not where else it is to be seen.
  const links = status.links ?? state.status?.links;
  const known = links === undefined ? status : { ...status, links };
  const next = { ...without(state, 'failure'), status: known };
  return isPlanning ? next : without(next, 'live');
}

function withText(
  state: FeedState,
  { key, text, from }: { readonly key: string; readonly text: string; readonly from: number },
): FeedState {
  const before = state.live?.key === key ? state.live.text : '';
  // A gap cannot be shown; the whole text comes again at the next connection, and with the message.
  if (from > before.length) return state;
  const written = before.slice(0, from) + text;
  if (written.length < before.length && before.startsWith(written)) return state;
  return { ...state, live: { key, text: written } };
}

function withOutgoing(state: FeedState, key: string, more: Partial<Outgoing>): FeedState {
  const outgoing = state.outgoing.map((one) => (one.key === key ? { ...one, ...more } : one));
  return { ...state, outgoing };
}

function others({ outgoing }: FeedState, key: string): readonly Outgoing[] {
  return outgoing.filter((one) => one.key !== key);
}

function without(state: FeedState, name: 'live' | 'nextAttemptAt' | 'failure'): FeedState {
  const { [name]: _, ...rest } = state;
  return rest;
}

/** Sequence number of the newest message that is known. */
export function lastSeqOf({ messages }: FeedState): number {
  return messages.at(-1)?.seq ?? 0;
}
