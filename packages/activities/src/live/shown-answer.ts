import { maxResponseBytes } from '../planning/bounded-text.js';
import { runningRedactor } from '../secrets/redacting-activities.js';
import type { WordReader } from './response-words.js';

/** One answer of a model, as far as it is written and may be shown. */
export interface ShownAnswer {
  /** Takes the next piece of what the model writes in. */
  write(piece: string): void;
  /** What is there may be shown from now on. */
  release(): void;
  /** It is whole, and stands. */
  stand(): void;
  /** It does not stand. */
  retract(): void;
}

/** How an answer is told of. */
export interface Telling {
  text(from: number, text: string): void;
  end(kind: 'retract' | 'written'): void;
}

/** Pieces are told at most this often, in milliseconds. */
const paceMs = 40;

/** Shows the words that the reader finds in an answer, without secrets, in the order they are written. */
export function shownAnswer(reader: WordReader, telling: Telling): ShownAnswer {
  const redacting = runningRedactor().stream();
  let waiting = '';
  let told = 0;
  let toldAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let isReleased = false;
  let isOver = false;

  function tell(): void {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === '') return;
    telling.text(told, waiting);
    told += waiting.length;
    waiting = '';
    toldAt = Date.now();
  }

  function add(words: string): void {
    // The message is cut about there too.
    const room = Math.max(0, maxResponseBytes - told - waiting.length);
    waiting += words.slice(0, room).replace(/[\uD800-\uDBFF]$/, '');
    if (!isReleased || waiting === '' || timer !== undefined) return;
    const waitMs = toldAt + paceMs - Date.now();
    if (waitMs <= 0) tell();
    else timer = setTimeout(tell, waitMs);
  }

  function over(kind: 'retract' | 'written'): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    if (told > 0) telling.end(kind);
  }

  return {
    write(piece) {
      if (!isOver) add(redacting.write(reader.read(piece)));
    },
    release() {
      isReleased = true;
      if (!isOver) add('');
    },
    stand() {
      if (isOver) return;
      add(redacting.end());
      if (isReleased) tell();
      over('written');
    },
    retract: () => over('retract'),
  };
}
