import { withoutSecrets } from '../secrets/redacting-activities.js';

/** Bytes of an answer that a person is shown. */
export const maxResponseBytes = 32_768;

/** Text of at most so many bytes of UTF-8, cut between characters, with a note when it was cut. */
export function boundedText(given: string, maxBytes: number): string {
  // Before it is cut: half a secret would not be found any more.
  const text = withoutSecrets(given);
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  const note = ` … (cut after ${maxBytes} bytes)`;
  const kept = bytes.subarray(0, maxBytes - Buffer.byteLength(note)).toString();
  return `${kept.replace(/\uFFFD+$/, '')}${note}`;
}
