/** Reads the words for the person out of an answer while it is written. */
export interface WordReader {
  /** Takes the next piece of the answer in. @returns the words that it adds, perhaps none */
  read(piece: string): string;
}

/** Where the reader is in the answer. */
type Place =
  /** Before the object: white space, a fence or the bracket of a list may come. */
  | 'start'
  /** In the object, where a member's name, a comma or the end may come. */
  | 'name'
  | 'colon'
  | 'value'
  /** Within a value that is nobody's business. */
  | 'skip'
  /** Nothing more is read: the object is over, or it is none. */
  | 'over';

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const white = /\s|\uFEFF/;

/** What may stand before the object and still leave no doubt that it is the answer. */
const opening = /^[\s\uFEFF]*(?:```(?:json)?\s*)?(?:\[\s*)?$/;
const openingToCome = /^[\s\uFEFF]*(?:`{0,3}|```j?s?o?n?\s*)?(?:\[\s*)?$/;

/**
 * Makes a reader that gives the text of one member of a JSON object, unescaped, as far as it is written, and nothing else
 * ever: no other member, none of the same name further inside, nothing of an answer that is no JSON object.
 *
 * White space at both ends is left out, and half a character is kept back until the other half is there.
 */
export function memberWords(member: string): WordReader {
  let place: Place = 'start';
  let before = '';
  let depth = 0;
  let name = '';
  let isWanted = false;
  const text = jsonText();
  const words = trimmedWords();

  /** A character outside of a string. */
  function structure(character: string): void {
    switch (place) {
      case 'start':
        before += character;
        if (character === '{' && opening.test(before.slice(0, -1))) place = 'name';
        else if (!openingToCome.test(before) || before.length > 100) place = 'over';
        break;
      case 'name':
        if (character === '"') text.begin();
        else if (character !== ',' && !white.test(character)) place = 'over';
        break;
      case 'colon':
        if (character === ':') place = 'value';
        else if (!white.test(character)) place = 'over';
        break;
      case 'value':
        if (white.test(character)) break;
        isWanted = name === member && character === '"' && !words.isOver();
        place = 'skip';
        skip(character);
        break;
      case 'skip':
        skip(character);
        break;
      case 'over':
    }
  }

  function skip(character: string): void {
    if (character === '"') text.begin();
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      if (depth === 0) place = 'over';
      else depth -= 1;
    } else if (character === ',' && depth === 0) place = 'name';
  }

  /** A string has ended. */
  function stringOver(): void {
    if (place === 'name') place = 'colon';
    else if (isWanted) words.end();
    isWanted = false;
  }

  return {
    read(piece) {
      for (const character of piece.split('')) {
        if (place === 'over') break;
        if (!text.isOpen()) {
          structure(character);
          if (place === 'name' && text.isOpen()) name = '';
          continue;
        }
        const unit = text.take(character);
        if (unit === undefined) stringOver();
        else if (unit === null) place = 'over';
        else if (place === 'name') name += unit;
        else if (isWanted) words.add(unit);
      }
      return words.take();
    },
  };
}

/** The same for an answer that is all words. */
export function plainWords(): WordReader {
  const words = trimmedWords();
  return {
    read(piece) {
      words.add(piece);
      return words.take();
    },
  };
}

/** Reads the inside of a JSON string, a character at a time. */
function jsonText() {
  let isOpen = false;
  let escape: string | undefined;
  return {
    begin: () => (isOpen = true),
    isOpen: () => isOpen,
    /** @returns what the character adds, `undefined` at the end of the string, `null` where it is no JSON */
    take(character: string): string | undefined | null {
      if (escape === undefined) {
        if (character === '"') {
          isOpen = false;
          return undefined;
        }
        if (character === '\\') escape = '';
        return character === '\\' ? '' : character < ' ' ? null : character;
      }
      escape += character;
      if (escape.startsWith('u')) {
        if (!/^u[\da-f]{0,4}$/i.test(escape)) return null;
        if (escape.length < 5) return '';
        const unit = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
        escape = undefined;
        return unit;
      }
      escape = undefined;
      return escapes[character] ?? null;
    },
  };
}

/** Collects words, and gives out those that will not change any more. */
function trimmedWords() {
  let kept = '';
  let hasBegun = false;
  let isOver = false;
  return {
    isOver: () => isOver,
    add: (text: string) => (kept += text),
    /** Nothing more comes: what is kept back was white space, or half a character. */
    end() {
      isOver = true;
      kept = wellFormed(kept.trimEnd());
    },
    take(): string {
      if (!hasBegun) kept = kept.trimStart();
      const whole = isOver ? kept : kept.replace(/[\uD800-\uDBFF]$/, '').trimEnd();
      const words = wellFormed(whole);
      if (words !== '') hasBegun = true;
      kept = kept.slice(whole.length);
      return words;
    },
  };
}

/** Half a character is none; what stands in its place in the message stands here too. */
function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}
