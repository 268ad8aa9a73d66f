import { createHash } from 'node:crypto';
import type { WholeResult } from '@durable-goals/core';

/** SHA-256, hexadecimal. */
export function sha256Of(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** What a conversation keeps of a result. */
export function wholeOf(reference: string, content: string, sha256: string): WholeResult {
  return { reference, bytes: Buffer.byteLength(content), sha256 };
}
