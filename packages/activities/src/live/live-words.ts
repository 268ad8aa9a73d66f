import { activityInfo } from '@temporalio/activity';
import type { LiveChannel, ModelCallOptions } from '@durable-goals/core';
import type { WordReader } from './response-words.js';
import { shownAnswer, type ShownAnswer } from './shown-answer.js';

/** What a model call is told to do with the text that it writes; nothing, when nobody can watch. */
export type Listener = Pick<ModelCallOptions, 'onText' | 'onRestart'>;

/** Shows the words of one attempt at a step while a model writes them. */
export interface LiveWords {
  /**
   * A new answer begins. What was shown of another one is taken back.
   *
   * @param reader - Makes what finds the words for the person in the answer.
   */
  begin(reader: () => WordReader): Listener;
  /** The message that is answered belongs to the conversation: from now on, words may be shown. */
  release(): void;
  /** The last answer stands: the rest of it is shown. */
  stand(): void;
  /** Unless an answer stands, what was shown is taken back, and nothing more is shown. */
  close(): void;
}

/** For who has no channel: models are not even asked to write piece by piece. */
const unheard: LiveWords = {
  begin: () => ({}),
  release: () => undefined,
  stand: () => undefined,
  close: () => undefined,
};

/** Makes the words of the running Activity's attempt heard. */
export function liveWords(live: LiveChannel | undefined, conversationId: string): LiveWords {
  if (live === undefined) return unheard;
  const answerOf = answersOf(live, conversationId);
  let isReleased = false;
  let current: ShownAnswer | undefined;

  return {
    begin(reader) {
      const begun = (): ShownAnswer => {
        current?.retract();
        current = answerOf(reader());
        if (isReleased) current.release();
        return current;
      };
      let mine = begun();
      return {
        onText(piece) {
          // A model that was given up may go on writing.
          if (current === mine) mine.write(piece);
        },
        onRestart() {
          if (current === mine) mine = begun();
        },
      };
    },
    release() {
      isReleased = true;
      current?.release();
    },
    stand() {
      current?.stand();
      current = undefined;
    },
    close() {
      current?.retract();
      current = undefined;
    },
  };
}

/** Begins answers of the running attempt, each under a key of its own. */
function answersOf(live: LiveChannel, conversationId: string): (reader: WordReader) => ShownAnswer {
  const { activityId, attempt, currentAttemptScheduledTimestampMs, workflowExecution } =
    activityInfo();
  let count = 0;
  return (reader) => {
    const began = currentAttemptScheduledTimestampMs + Math.min(count, 999) / 1_000;
    const key = `${workflowExecution?.runId ?? ''}/${activityId}/${attempt}.${count}`;
    count += 1;
    return shownAnswer(reader, {
      text: (from, text) => live.publish({ kind: 'text', conversationId, key, began, from, text }),
      end: (kind) => live.publish({ kind, conversationId, key }),
    });
  };
}
