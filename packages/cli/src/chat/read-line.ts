import { isJsonObject, type Json, type JsonObject } from '@durable-goals/core';

/** What a person says about a call that waits for approval. */
export type Decision =
  | { readonly kind: 'approve' }
  | { readonly kind: 'reject'; readonly reason?: string }
  /** Without an input, the person wants to be asked for one. */
  | { readonly kind: 'edit'; readonly input?: JsonObject }
  /** No decision: a message to the agent, which withdraws the question. */
  | { readonly kind: 'message' }
  | { readonly kind: 'unreadable'; readonly problem: string };

/**
 * Reads a line as a decision.
 *
 * Only a bare yes approves: "yes, but in April" is a message. Whatever begins with a no rejects, the
 * rest being the reason.
 */
export function readDecision(line: string, input: JsonObject): Decision {
  const text = line.trim();
  if (/^(y|yes)([ ,]+please)?[.!]?$/i.test(text)) return { kind: 'approve' };
  const no = /^(?:n|no)\b[\s,.:;–-]*(.*)$/is.exec(text);
  if (no) return no[1] ? { kind: 'reject', reason: no[1] } : { kind: 'reject' };
  const edit = /^(?:e|edit)(?:\s+(.*))?$/is.exec(text);
  if (edit === null) return { kind: 'message' };
  if (!edit[1]) return { kind: 'edit' };
  const edited = readEdit(edit[1], input);
  return 'problem' in edited ? { kind: 'unreadable', ...edited } : { kind: 'edit', ...edited };
}

/**
 * Reads an edited input: a whole JSON object, or `name=value` pairs that change some of it.
 */
export function readEdit(
  text: string,
  input: JsonObject,
): { readonly input: JsonObject } | { readonly problem: string } {
  if (text.trimStart().startsWith('{')) {
    try {
      const value: unknown = JSON.parse(text);
      if (isJsonObject(value)) return { input: value };
    } catch (error) {
      return { problem: `That is not JSON: ${(error as Error).message}.` };
    }
  }
  const pairs = [...text.matchAll(/([\w.-]+)=("(?:[^"\\]|\\.)*"|\S+)/g)];
  const rest = text.replaceAll(/([\w.-]+)=("(?:[^"\\]|\\.)*"|\S+)/g, '').trim();
  if (pairs.length === 0 || rest !== '') {
    return {
      problem: `'${rest || text}' is neither JSON nor name=value. Quote a value that has blanks in it: city="New York".`,
    };
  }
  const changes = pairs.map(([, name = '', value = '']) => [name, valueOf(value)] as const);
  return { input: { ...input, ...Object.fromEntries(changes) } };
}

function valueOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** What a person says about a call in doubt; `undefined` when it is neither yes nor no. */
export function readHappened(
  line: string,
): { readonly happened: boolean; readonly output?: Json; readonly reason?: string } | undefined {
  const yes = /^(?:y|yes)\b[\s,.:]*(.*)$/is.exec(line.trim());
  if (yes) {
    const [, rest = ''] = yes;
    return { happened: true, ...(rest === '' ? {} : { output: valueOf(rest) }) };
  }
  const no = /^(?:n|no)\b[\s,.:]*(.*)$/is.exec(line.trim());
  if (no === null) return undefined;
  return { happened: false, ...(no[1] ? { reason: no[1] } : {}) };
}
