import { stripVTControlCharacters } from 'node:util';

/**
 * A text without anything that a terminal would obey: models and tools must not move the cursor or
 * retitle the window of the person who reads them.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[^\P{Cc}\n\t]/gu, '');
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
