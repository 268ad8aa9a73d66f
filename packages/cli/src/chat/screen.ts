import type { CallInDoubt, Message, PendingApproval } from '@durable-goals/core';

/** What is asked for when a line is read. */
export type Question =
  | { readonly kind: 'message' }
  | { readonly kind: 'approval'; readonly call: PendingApproval }
  | { readonly kind: 'doubt'; readonly call: CallInDoubt }
  | { readonly kind: 'edit'; readonly call: PendingApproval }
  /** The conversation has ended; any line begins another one. */
  | { readonly kind: 'another' };

/** Where a chat is shown, and where its lines come from. */
export interface Screen {
  /** Whether what was asked for may change while a person thinks, so that it has to be looked after. */
  readonly isLive: boolean;
  /** Aborted when the person leaves the chat; the end of a pipe is no leaving. */
  readonly left: AbortSignal;
  /** How the conversation is called, and whether it was there before. */
  opened(about: ConversationTitle): void;
  /** A message that is new in the transcript. */
  message(message: Message): void;
  /** A call that waits for approval, with its whole input. */
  approval(call: PendingApproval): void;
  /** A call that may or may not have happened. */
  doubt(call: CallInDoubt): void;
  /** Something that the chat itself has to say. */
  readonly note: (text: string) => void;
  /** Something that did not work. */
  problem(text: string): void;
  /** The agent is busy, with this. */
  busy(label: string): void;
  /** Nothing goes on any more. */
  idle(): void;
  /**
   * The next line that a person gives.
   *
   * @param signal - Takes the question back; what was typed so far is kept.
   * @returns `undefined` when there will be no more, `'withdrawn'` when the question was taken back.
   */
  ask(question: Question, signal: AbortSignal): Promise<{ line: string } | 'withdrawn' | undefined>;
  close(): void;
}

/** A conversation as a chat introduces it. */
interface ConversationTitle {
  readonly conversationId: string;
  readonly goalTitle: string;
  readonly resumed: boolean;
  readonly howToComeBack: string;
}
