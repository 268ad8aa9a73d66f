import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Which side of a connection proves that it has read the token. */
type Side = 'reader' | 'publisher';

/** A random text that only this connection has. */
export function freshNonce(): string {
  return randomBytes(16).toString('hex');
}

/** Shows that one has the token, without showing it: another user's process may have taken a port over. */
export function proofOf(token: string, side: Side, nonce: string): string {
  return createHmac('sha256', token).update(`${side}:${nonce}`).digest('hex');
}

export function isProof(given: unknown, expected: string): boolean {
  if (typeof given !== 'string' || given.length !== expected.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}
