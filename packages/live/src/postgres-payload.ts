import type { LiveEvent } from '@durable-goals/core';

/** PostgreSQL takes payloads of fewer than 8,000 bytes. */
const mostBytes = 7_900;

/** An event as payloads that PostgreSQL takes: a long text in several, progress that is too large left out. */
export function payloadsOf(from: string, event: LiveEvent): readonly string[] {
  const payload = JSON.stringify({ from, event });
  if (Buffer.byteLength(payload) <= mostBytes) return [payload];
  if (event.kind === 'tool' && event.progress !== undefined) {
    const { progress: _, ...rest } = event;
    return payloadsOf(from, rest);
  }
  if (event.kind !== 'text' || event.text.length < 2) return [];
  const middle = Math.floor(event.text.length / 2);
  const at = /[\uDC00-\uDFFF]/.test(event.text.charAt(middle)) ? middle + 1 : middle;
  const first = { ...event, text: event.text.slice(0, at) };
  const second = { ...event, from: event.from + at, text: event.text.slice(at) };
  return [...payloadsOf(from, first), ...payloadsOf(from, second)];
}
