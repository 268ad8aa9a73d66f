import { CancellationScope, defineSignal, getExternalWorkflowHandle } from '@temporalio/workflow';
import { seenTurn } from '../conversation/seen.js';
import type { ConversationState } from '../conversation/state.js';
import type { ForwardedAnswer } from '../conversation/sub-agent-state.js';
import type { Refusal } from '../conversation/events.js';
import { needsOf, type Turn } from '../conversation/turn.js';
import { signals, type FromSubAgent } from '../wire.js';
import { refusalIn } from './refused-attempt.js';

/** A sub-agent's way to the conversation that it works for: one word after the other, each the latest. */
export interface ParentLink {
  /** Tells what is needed now. */
  tell(): void;
  /** Tells, once that is known, whether a word from above was taken. */
  follow(id: string, answer: Promise<Turn>): void;
  /** Looks whether words that are followed were taken by now. */
  look(): void;
  /** Whether everything was told. */
  isIdle(): boolean;
}

/** Makes the link of the conversation whose state `current` gives. */
export function parentLink(current: () => ConversationState): ParentLink {
  const followed = new Set<string>();
  const answers: ForwardedAnswer[] = [];
  let isNews = false;
  let isSending = false;

  function tell(): void {
    isNews = true;
    if (isSending) return;
    isSending = true;
    // Not with the scope of whatever brought the news: that may be cancelled.
    void CancellationScope.nonCancellable(send);
  }

  async function send(): Promise<void> {
    while (isNews) {
      isNews = false;
      const { conversationId = '', chainId = '', callId = '' } = current().parent ?? {};
      const word = { callId, chainId, needs: needsOf(current()), answers: answers.splice(0) };
      try {
        const signal = defineSignal<[FromSubAgent]>(signals.fromSubAgent);
        await getExternalWorkflowHandle(conversationId).signal(signal, word);
      } catch {
        // It is gone, and has this conversation cancelled.
      }
    }
    isSending = false;
  }

  return {
    tell,
    follow(id, answer) {
      followed.add(id);
      answer.catch((error: unknown) => {
        if (!followed.delete(id)) return;
        answers.push({ id, refusal: refusalIn(error) as Refusal });
        tell();
      });
    },
    look() {
      for (const id of followed) {
        if (seenTurn(current(), id) === undefined) continue;
        followed.delete(id);
        answers.push({ id });
        tell();
      }
    },
    isIdle: () => !isSending,
  };
}
