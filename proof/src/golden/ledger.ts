import { openSync, closeSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Effect, Json, JsonObject } from '@durable-goals/core';
import { note, notesIn } from '../parts/journal.js';

/** One execution of a tool, or what a person did by hand in its place. */
export interface Execution {
  readonly tool: string;
  readonly effect: Effect;
  readonly callId: string;
  readonly key: string;
  readonly attempt: number;
  readonly input: JsonObject;
  readonly output: Json;
  /** Whether it changed anything: a repeat with a known key does not. */
  readonly applied: boolean;
  readonly byHand?: true;
}

/** What the tools of one conversation did, in its folder; to be looked at from outside. */
export interface Ledger {
  /** Writes an execution down. With `idempotent` it changes something only when its key is new. */
  execute(execution: Omit<Execution, 'applied'>): void;
  executions(): readonly Execution[];
}

/** The ledger of the conversation that has this folder. */
export function ledgerIn(folder: string): Ledger {
  const file = join(folder, 'ledger.jsonl');
  return {
    execute(execution) {
      const { effect, key } = execution;
      const applied = effect === 'unsafe' || (effect === 'idempotent' && isFirst(folder, key));
      note(file, { ...execution, applied });
    },
    executions: () => notesIn(file) as readonly Execution[],
  };
}

/** Whether nobody had this key before, whatever process asks. */
function isFirst(folder: string, key: string): boolean {
  const name = createHash('sha256').update(key).digest('hex');
  try {
    closeSync(openSync(join(folder, name), 'wx'));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
