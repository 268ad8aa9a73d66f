import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * JSON text that is the same for equal values: object keys sorted, no white space, `undefined` left out.
 *
 * @see RFC 8785, JSON Canonicalization Scheme: https://www.rfc-editor.org/rfc/rfc8785
 * @throws `TypeError` when the value holds what JSON cannot, such as `NaN`, a bigint or a cycle.
 */
export function canonicalJson(value: unknown): string {
  return write(value, []);
}

/** SHA-256 of a value's canonical JSON, as 64 hexadecimal digits. */
export function hashOf(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(value))));
}

/**
 * What an approval names: the hash of exactly this tool with exactly this input, in this conversation and
 * in no later one under the same id.
 *
 * @param conversation - Which conversation: its id, and its first run's id.
 */
export function inputHashOf(
  tool: string,
  input: unknown,
  { conversationId, chainId }: { readonly conversationId: string; readonly chainId: string },
): string {
  return hashOf({ v: 1, conversationId, chainId, tool, input });
}

function write(value: unknown, above: readonly object[]): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`JSON cannot hold the number ${value}.`);
    return JSON.stringify(value);
  }
  if (typeof value !== 'object') throw new TypeError(`JSON cannot hold a ${typeof value}.`);
  if (above.includes(value)) throw new TypeError('JSON cannot hold a value that contains itself.');
  const within = [...above, value];
  if (Array.isArray(value)) {
    return `[${value.map((item) => write(item ?? null, within)).join(',')}]`;
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return write(value.toJSON(), within);
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${write(member, within)}`);
  return `{${members.join(',')}}`;
}
