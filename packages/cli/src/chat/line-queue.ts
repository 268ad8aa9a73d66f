import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** The lines of a stream, blank ones left out, as they are asked for. */
export interface LineQueue {
  /** The next line, once there is one; `undefined` at the end of the stream. */
  next(): Promise<string | undefined>;
  /** Stops reading. @returns How many lines had come that nobody asked for. */
  close(): number;
}

export function lineQueue(input: Readable): LineQueue {
  const lines: string[] = [];
  let waiting: ((line: string | undefined) => void) | undefined;
  let ended = false;
  const reader = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  const give = (line: string | undefined): void => {
    const give = waiting;
    waiting = undefined;
    give?.(line);
  };
  reader.on('line', (text) => {
    const line = text.trim();
    if (line === '') return;
    if (waiting) give(line);
    else lines.push(line);
  });
  reader.on('close', () => {
    ended = true;
    give(undefined);
  });
  return {
    next() {
      const line = lines.shift();
      if (line !== undefined || ended) return Promise.resolve(line);
      return new Promise((resolve) => {
        waiting = resolve;
      });
    },
    close() {
      reader.close();
      return lines.length;
    },
  };
}
