import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Something that was done in the world, or begun. */
export interface Entry {
  readonly kind: 'effect' | 'model-begun' | 'model-ended' | 'tool-begun' | 'tool-ended';
  readonly conversationId: string;
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly tool?: string;
  readonly callId?: string;
  readonly idempotencyKey?: string;
}

/** The world that tools act on, in files, so that it outlives every process that writes to it. */
export interface Ledger {
  write(entry: Omit<Entry, 'pid' | 'at'>): void;
  /** Whether a key is new, as a service decides it that keeps its word about idempotency keys. */
  claim(key: string): boolean;
  read(): readonly Entry[];
}

/** Opens the ledger of a folder, which is made if absent. */
export function openLedger(folder: string): Ledger {
  const keys = join(folder, 'keys');
  const lines = join(folder, 'ledger.jsonl');
  mkdirSync(keys, { recursive: true });
  return {
    write(entry) {
      const { pid } = process;
      appendFileSync(lines, `${JSON.stringify({ ...entry, pid, at: Date.now() })}\n`);
    },
    claim(key) {
      try {
        writeFileSync(join(keys, encodeURIComponent(key)), '', { flag: 'wx' });
        return true;
      } catch {
        return false;
      }
    },
    read() {
      if (!existsSync(lines)) return [];
      // What comes after the last line's end is being written right now.
      const whole = readFileSync(lines, 'utf8').split('\n').slice(0, -1);
      return whole.map((line) => JSON.parse(line) as Entry);
    },
  };
}
