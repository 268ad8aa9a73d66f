import type { Message } from '../message.js';

/**
 * The size of a message as JSON, in UTF-16 units: as long as the text that `JSON.stringify` makes, which is made for no more
 * than its longer parts. Each step measures two messages.
 */
export function messageSize(message: Message): number {
  return membersSize(message, 2);
}

/** @param depth - How many objects within one another are looked into. */
function membersSize(value: object, depth: number): number {
  const members = value as Readonly<Record<string, unknown>>;
  let size = 0;
  for (const name in members) {
    const member = members[name];
    // A colon, and a comma or one of the braces.
    if (member !== undefined) size += textSize(name) + 2 + partSize(member, depth - 1);
  }
  return size === 0 ? 2 : size + 1;
}

function partSize(part: unknown, depth: number): number {
  if (typeof part === 'string') return textSize(part);
  if (typeof part === 'number') return digitsOf(part) ?? JSON.stringify(part).length;
  const isObject = typeof part === 'object' && part !== null && !Array.isArray(part);
  if (isObject && depth > 0) return membersSize(part, depth);
  return JSON.stringify(part).length;
}

/** Longer texts are as fast to write as to look through. */
const shortText = 64;

function textSize(text: string): number {
  if (text.length > shortText) return JSON.stringify(text).length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    const isPlain = unit >= 0x20 && unit !== quote && unit !== backslash;
    // Of surrogates, those without a partner are escaped.
    if (!isPlain || (unit >= 0xd800 && unit < 0xe000)) return JSON.stringify(text).length;
  }
  return text.length + 2;
}

const quote = 0x22;
const backslash = 0x5c;

function digitsOf(value: number): number | undefined {
  if (!Number.isInteger(value) || value < 0 || value >= 1e9) return undefined;
  let digits = 1;
  for (let next = 10; next <= value; next *= 10) digits += 1;
  return digits;
}
