import { ApplicationFailure } from '@temporalio/common';
import type { Attempt } from '../conversation/record-entries.js';
import { isJsonObject } from '../json.js';

/** What was sent, as far as it can be read: it may be anything. */
export function attemptAs(kind: string, value: unknown): Attempt {
  if (!isJsonObject(value)) return { kind };
  const known = ['id', 'by', 'callId', 'inputHash', 'reason'].flatMap((name) => {
    const text = value[name];
    return typeof text === 'string' ? [[name, text]] : [];
  });
  return { kind, ...(Object.fromEntries(known) as Partial<Attempt>) };
}

/** Why it was not taken. */
export function refusalIn(error: unknown): { readonly type: string; readonly reason: string } {
  const reason = error instanceof Error ? error.message : String(error);
  const type = error instanceof ApplicationFailure ? error.type : undefined;
  return { type: type ?? 'MalformedRequest', reason };
}
