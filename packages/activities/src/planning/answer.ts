import { isJsonObject, type Json, type JsonObject } from '@durable-goals/core';

/** What an answer holds, or what is wrong with it in words for the model. */
export type Answer<Value = JsonObject> =
  | { readonly value: Value; readonly problem?: never }
  | { readonly problem: string; readonly value?: never };

/** Characters of an answer that are looked at; a longer one is no answer. */
const maxLength = 262_144;

/** Opening braces that are tried before a text counts as having no JSON object. */
const maxAttempts = 64;

/**
 * Reads the JSON object out of what a model wrote: on its own, in a fence, with prose around it, in a
 * list of one, or as JSON within a JSON string.
 *
 * @param wanted - Members that tell the right object from another one that the prose may show.
 */
export function parseAnswer(text: string, wanted: readonly string[]): Answer {
  if (text.length > maxLength) {
    return { problem: `it has ${text.length} characters, over the limit of ${maxLength}.` };
  }
  // `trim` takes a byte order mark away too.
  const trimmed = text.trim();
  if (trimmed === '') return { problem: 'it was empty.' };
  const whole = parsed(trimmed);
  const found = whole === undefined ? objectsIn(trimmed, wanted) : unwrapped(whole);
  const isWanted = (object: JsonObject) => wanted.some((member) => Object.hasOwn(object, member));
  const [object, ...others] = found.some(isWanted) ? found.filter(isWanted) : found;
  if (object === undefined) {
    return { problem: 'it holds no JSON object. Answer with one JSON object, and nothing else.' };
  }
  if (whole !== undefined && others.length > 0) {
    return { problem: `it holds ${others.length + 1} JSON objects. Answer with exactly one.` };
  }
  if (hasUnsafeKey(object)) {
    return { problem: 'it has a member named "__proto__", which none may have.' };
  }
  return { value: object };
}

/** The objects in a value that is one, a list of them, or text that holds one. */
function unwrapped(value: Json): readonly JsonObject[] {
  if (isJsonObject(value)) return [value];
  if (typeof value === 'string') {
    const inner = parsed(value.trim());
    return inner === undefined || typeof inner === 'string' ? [] : unwrapped(inner);
  }
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** The first object with a wanted member in a text, or all when none has one. Fences need no care: they are prose. */
function objectsIn(text: string, wanted: readonly string[]): readonly JsonObject[] {
  const found: JsonObject[] = [];
  let from = 0;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const start = text.indexOf('{', from);
    if (start < 0) break;
    const end = endOf(text, start);
    const object = end < 0 ? undefined : parsed(text.slice(start, end));
    if (!isJsonObject(object)) {
      from = start + 1;
      continue;
    }
    if (wanted.some((member) => Object.hasOwn(object, member))) return [object];
    found.push(object);
    from = end;
  }
  return found;
}

/** Where the object that starts at an opening brace ends, or -1 when it does not. */
function endOf(text: string, start: number): number {
  let depth = 0;
  let isQuoted = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (isQuoted) {
      if (character === '\\') at += 1;
      if (character === '"') isQuoted = false;
    } else if (character === '"') {
      isQuoted = true;
    } else if (character === '{') {
      depth += 1;
    } else if (character === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text, wellFormed) as Json;
  } catch {
    return undefined;
  }
}

/** Half a character is none: not every store, hash and provider takes it. */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll(/\p{Surrogate}/gu, '\uFFFD') : value;
}

/** A member that changes an object's prototype once somebody copies it. */
function hasUnsafeKey(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasUnsafeKey);
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(([key, member]) => key === '__proto__' || hasUnsafeKey(member));
}
