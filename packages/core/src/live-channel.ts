import type { TurnState } from './conversation/turn.js';
import type { Json } from './json.js';

/**
 * Carries what happens in conversations from Workers to those who watch, while it happens.
 *
 * None of it is kept, and none of it is the truth: messages and states come from the Workflow and its store, and a
 * watcher that hears nothing asks there. A channel never holds a Worker up and never fails; what it cannot carry it
 * drops, and tells its listeners with a `gap`.
 */
export interface LiveChannel {
  /** Tells whoever watches the conversation. Returns at once. */
  publish(event: LiveEvent): void;
  /**
   * Hears what is published of a conversation from now on, by whichever process, and at once the text that is being
   * written and the tools that run.
   *
   * @returns ends the subscription.
   */
  subscribe(conversationId: string, listener: (event: LiveNews) => void): () => void;
  /** Has watchers find this process before it publishes anything, so that they do not miss the first words. */
  announce(): void;
  close(): Promise<void>;
}

/** What is told of a conversation. */
export type LiveEvent = LiveText | LiveTextEnd | LiveTool | LiveStep;

/** What a listener hears: an event, or that events may have been lost. */
export type LiveNews = LiveEvent | LiveGap;

/** A piece of an answer as it is written. */
export interface LiveText {
  readonly kind: 'text';
  readonly conversationId: string;
  /** Names one attempt at one answer. */
  readonly key: string;
  /** Orders the attempts of a conversation: when this one began, in milliseconds of the server's clock, and a fraction. */
  readonly began: number;
  /** Where the piece goes, in UTF-16 units; the same piece may come again. */
  readonly from: number;
  readonly text: string;
}

/** Nothing more comes under a key. */
export interface LiveTextEnd {
  /** `retract`: it did not stand. `written`: it is whole, and the message will say the same. */
  readonly kind: 'retract' | 'written';
  readonly conversationId: string;
  readonly key: string;
}

/** A tool that runs, how far it is, or that its attempt is over. */
export interface LiveTool {
  readonly kind: 'tool';
  readonly conversationId: string;
  readonly callId: string;
  readonly tool: string;
  readonly state: 'running' | 'settled';
  /** What the tool told last. */
  readonly progress?: Json;
}

/** The conversation has gone a step further: there is something new to read. */
export interface LiveStep {
  readonly kind: 'step';
  readonly conversationId: string;
  /** The first run's id. */
  readonly chainId: string;
  /** Of the store's update that has it. */
  readonly revision: number;
  readonly lastSeq: number;
  readonly state: TurnState;
}

/** Events may have been lost. The text that is being written follows, if there is any. */
export interface LiveGap {
  readonly kind: 'gap';
  readonly conversationId: string;
}
