import type { Conversation } from '@durable-goals/client';
import type { Screen } from './screen.js';

/** What a chat needs. */
export interface ChatSettings {
  readonly conversation: Conversation;
  readonly screen: Screen;
  /** Who decides and sends messages, where that is known. */
  readonly by?: string;
  /** Why what is waited for takes so long, if that is known. */
  readonly whySlow: () => Promise<string | undefined>;
  /** How long a pipe waits for a Worker or a model that does not answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Leaves the chat from outside. */
  readonly signal?: AbortSignal;
  /** Messages of before to show at most, when it begins. */
  readonly shownBefore: number;
}
