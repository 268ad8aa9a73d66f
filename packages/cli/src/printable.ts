import { stripVTControlCharacters } from 'node:util';

/** Invisible characters that change the order in which others are shown. */
const reordering = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * A text in which nothing is hidden: what a person approves is what runs, so control characters and those
 * that reorder the text are written out.
 */
export function exactly(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]/gu, escaped).replaceAll(reordering, escaped);
}

/**
 * A text without anything that a terminal would obey: models and tools must not move the cursor or
 * retitle the window of the person who reads them.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .replaceAll(reordering, escaped);
}

/**
 * Breaks a text into lines of at most `width` characters, between words where there are any; lists keep
 * their indentation.
 */
export function wrapped(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrappedLine(line.trimEnd(), width));
}

function wrappedLine(line: string, width: number): string[] {
  const marker = /^\s*(?:(?:\d+[.)]|[-*•])\s+)?/.exec(line)?.[0].length ?? 0;
  const indent = ' '.repeat(Math.min(marker, Math.floor(width / 2)));
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const blank = rest.lastIndexOf(' ', width);
    const end = blank > indent.length ? blank : width;
    lines.push(rest.slice(0, end));
    rest = `${indent}${rest.slice(end).trimStart()}`;
  }
  return [...lines, rest];
}
