import { redactKeyShapes, redactedMark } from '../model/redact.js';
import { redactingStream, type RedactingStream } from './redacting-stream.js';
import { sendableText } from './sendable.js';

/** Takes known secrets out of texts and data. */
export interface Redactor {
  /** Text without the secrets in any of their usual encodings; all else stays as it is. */
  readonly text: (text: string) => string;
  /** The same value without the secrets in its strings and in the names of its members. */
  readonly value: <Value>(value: Value) => Value;
  /** For failures and logs: text without the secrets and whatever looks like a key, cut where it is very long. */
  readonly failureText: (text: unknown) => string;
  /** Takes the secrets out of a text that comes in pieces, also those that are cut between two. */
  readonly stream: () => RedactingStream;
}

/** A secret shorter than this is not looked for: it is found in ordinary texts. */
const shortest = 4;

/** Makes a redactor for secrets; without any, texts and values come back as they are, unread. */
export function redactorOf(secrets: readonly string[]): Redactor {
  const forms = [...new Set(secrets.flatMap(formsOf))].toSorted((a, b) => b.length - a.length);
  const text = (given: string): string =>
    forms.reduce(
      (clean, form) => (clean.includes(form) ? clean.replaceAll(form, redactedMark) : clean),
      given,
    );
  return {
    text,
    value: (value) => (forms.length === 0 ? value : withoutSecrets(value, text)),
    failureText: (given) => redactKeyShapes(sendableText(given, { text })),
    stream: () => redactingStream(forms),
  };
}

/** Arrays and plain objects are walked; what nothing was found in is returned itself, not a copy. */
function withoutSecrets<Value>(value: Value, text: (text: string) => string): Value {
  if (typeof value === 'string') return text(value) as Value & string;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const clean = items.map((item) => withoutSecrets(item, text));
    return clean.some((item, at) => item !== items[at]) ? (clean as Value & unknown[]) : value;
  }
  if (!isPlain(value)) return value;
  const members = Object.entries(value);
  const clean = members.map(([key, member]) => [text(key), withoutSecrets(member, text)] as const);
  const isClean = clean.every(
    ([key, member], at) => key === members[at]?.[0] && member === members[at]?.[1],
  );
  return isClean ? value : (Object.fromEntries(clean) as Value & object);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * A secret as it may stand in a text: itself, within JSON and JSON within that, in an address, a form or a page, in
 * hexadecimal, in base64 at any offset.
 */
function formsOf(secret: string): readonly string[] {
  if (secret.length < shortest) return [];
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].flatMap((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    // Characters that hold bits of their neighbours are not the secret's own.
    const own = whole.slice(
      Math.ceil((offset * 8) / 6),
      Math.floor(((offset + bytes.length) * 8) / 6),
    );
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const json = withinJson(secret);
  const plain = [secret, json, withinJson(json), ...inAddress(secret), withinPage(secret)];
  const hex = bytes.toString('hex');
  return [...plain, ...[hex, hex.toUpperCase(), ...base64].filter(({ length }) => length >= 8)];
}

function withinJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Programs do not agree on what has to be written as a number there, and how. */
function inAddress(secret: string): readonly string[] {
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  const own = encodeURIComponent(secret);
  const strict = own.replaceAll(/[!'()*]/g, (letter) => `%${hexOf(letter)}`);
  const forms = [own, strict, own.replaceAll('%2F', '/'), encodeURI(secret), form];
  return forms.flatMap((one) => [one, one.replaceAll(/%[0-9A-F]{2}/g, (at) => at.toLowerCase())]);
}

function hexOf(letter: string): string {
  return letter.charCodeAt(0).toString(16).toUpperCase();
}

function withinPage(secret: string): string {
  return secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
