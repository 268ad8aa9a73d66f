import type { Json } from './json.js';
import type { Message } from './message.js';
import type { CallInDoubt, ConversationStatus, PendingApproval } from './wire.js';

/**
 * Where conversations are read when no Worker runs, or after Temporal forgot them.
 *
 * The Workflow is the truth and a store is its reading room: it is written again and again, idempotently, and
 * never asked how a conversation goes on. Every method rejects with `StoreUnavailable` when the store cannot be
 * reached.
 */
export interface ConversationStore {
  /**
   * Takes in what is new of a conversation. The same again changes nothing; of two that disagree, the one with the
   * higher `revision` stands, whichever comes first.
   */
  save(update: ConversationUpdate): Promise<void>;
  /** The newest conversation under that id, or the one that `chainId` names. */
  conversation(ref: ConversationRef): Promise<StoredConversation | undefined>;
  /** Conversations, newest first. */
  conversations(query?: ConversationsQuery): Promise<StorePage<StoredConversation>>;
  /** Messages from the start, oldest first: the next page begins after the last `seq` of this one. */
  transcript(ref: ConversationRef, page?: TranscriptQuery): Promise<TranscriptPage>;
  /** The message in which a tool call ended. */
  toolMessage(ref: ConversationRef, callId: string): Promise<Message | undefined>;
  /**
   * Conversations in which a call waits for a person, the one that waits longest first. What sub-agents ask is listed
   * with the conversation that they work for.
   */
  pending(query?: PendingQuery): Promise<StorePage<PendingCalls>>;
  /** Who decided, asked or tried what, refused attempts included, oldest first. */
  record(ref: ConversationRef, query?: PageQuery): Promise<StorePage<StoredRecordEntry>>;
  /** Removes all conversations under that id, for good. One that still runs is written again. */
  forget(conversationId: string): Promise<void>;
  close(): Promise<void>;
}

/** Names a conversation; without `chainId`, the newest one under its id. */
export interface ConversationRef {
  readonly conversationId: string;
  /** The first run's id. */
  readonly chainId?: string;
}

/** What is new of a conversation. */
export interface ConversationUpdate {
  readonly conversationId: string;
  readonly chainId: string;
  readonly goalId: string;
  /** Grows with the conversation's history. */
  readonly revision: number;
  /** When that was so, ISO 8601. */
  readonly at: string;
  /** Messages that are new, or not known to be saved. */
  readonly messages: readonly Message[];
  /** How the conversation stands; left out by a writer who only knows its messages. */
  readonly snapshot?: ConversationSnapshot;
  readonly record?: readonly RecordEntry[];
}

/** How a conversation stands. */
export interface ConversationSnapshot {
  /** When the conversation began, ISO 8601. */
  readonly startedAt: string;
  readonly status: ConversationStatus;
}

/** A conversation as it was last written. */
export interface StoredConversation {
  readonly conversationId: string;
  readonly chainId: string;
  readonly startedAt: string;
  /** When something last happened, ISO 8601. */
  readonly updatedAt: string;
  readonly endedAt?: string;
  readonly status: ConversationStatus;
}

/** Who did, or tried, what. A refused one has `refused`. */
export interface RecordEntry {
  /** Makes it count once in its conversation. */
  readonly key: string;
  /** ISO 8601, by the Workflow's clock. */
  readonly at: string;
  /** What was done or tried: the Update's or Signal's name, or how a call was decided. */
  readonly kind: string;
  readonly by?: string;
  readonly callId?: string;
  readonly tool?: string;
  /** The hash that a decision named. */
  readonly inputHash?: string;
  readonly reason?: string;
  /** Why it was not taken. */
  readonly refused?: { readonly type: string; readonly reason: string };
  /** Refused attempts before this one that were too many to be written down. */
  readonly suppressed?: number;
  /** What else there is to know, such as the limits that were granted. */
  readonly details?: Json;
}

/** An entry as it is kept. */
export interface StoredRecordEntry extends RecordEntry {
  readonly conversationId: string;
  readonly chainId: string;
}

export interface PageQuery {
  /** What the page before said as `next`. */
  readonly after?: string;
  /** At most 1,000. @defaultValue 100 */
  readonly limit?: number;
}

export interface PendingQuery extends PageQuery {
  /** Only those of one owner. */
  readonly owner?: string;
}

export interface ConversationsQuery extends PageQuery {
  /** Only those of one owner. */
  readonly owner?: string;
  readonly goalId?: string;
  readonly state?: ConversationStatus['state'];
  /** Every conversation that there was under this id. */
  readonly conversationId?: string;
  /** The sub-agents of that conversation. Without it, and without `conversationId`, sub-agents are left out. */
  readonly subAgentsOf?: string;
}

export interface TranscriptQuery {
  /** Only messages with a higher sequence number. @defaultValue 0 */
  readonly after?: number;
  /** At most 1,000. @defaultValue 100 */
  readonly limit?: number;
}

/** A part of a list; `next` is there when there is more. */
export interface StorePage<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

export interface TranscriptPage {
  readonly messages: readonly Message[];
  readonly more: boolean;
}

/** Calls of one conversation that wait for a person. */
export interface PendingCalls {
  readonly conversationId: string;
  readonly chainId: string;
  readonly goalId: string;
  readonly owner?: string;
  readonly approvals: readonly PendingApproval[];
  readonly inDoubt: readonly CallInDoubt[];
  readonly updatedAt: string;
}
