import type { Redactor } from './redactor.js';

/** The longest text that a failure or a line of a log has; what is over it helps nobody and takes its time to look through. */
const longestText = 10_000;

/** The most characters of JSON that go along with a failure or a heartbeat; the server takes 2 MB. */
const mostDetails = 1_000_000;

/** The longest time that a failure may ask to be left alone, in milliseconds: a year. */
const longestDelayMs = 365 * 86_400_000;

/**
 * A text that leaves the Worker with a failure or a line of a log: without secrets, not too long, and without halves of
 * characters, over which the whole Worker would stop.
 */
export function sendableText(given: unknown, redactor: Pick<Redactor, 'text'>): string {
  const text = redactor.text(inWords(given));
  const kept = text.length <= longestText ? text : `${text.slice(0, longestText)}…`;
  return kept.replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}

/**
 * A value that leaves the Worker beside a failure or a heartbeat: without secrets, and as the JSON that becomes of it. Of
 * one that is no JSON, or too much, stands a note there: the whole Worker would stop over it.
 */
export function sendable(value: unknown, redactor: Pick<Redactor, 'value'>): unknown {
  if (value === undefined || value instanceof Uint8Array) return value;
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    return { note: `Left out, for it is not JSON (${inWords(error).split('\n')[0]}).` };
  }
  if (text === undefined) return { note: `Left out, for a ${typeof value} is not JSON.` };
  if (text.length > mostDetails) {
    return { note: `Left out, for it has ${text.length} characters; the limit is ${mostDetails}.` };
  }
  return redactor.value(JSON.parse(text) as unknown);
}

/** A delay that a failure asks for, if it is one at all. */
export function sendableDelay(delay: unknown): unknown {
  if (typeof delay !== 'number') return delay;
  return delay >= 0 ? Math.min(delay, longestDelayMs) : undefined;
}

function inWords(given: unknown): string {
  if (typeof given === 'string') return given;
  try {
    return String(given);
  } catch {
    return `a ${typeof given} without words`;
  }
}
