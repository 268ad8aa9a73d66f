/**
 * Where the Worker process is killed with SIGKILL while it runs the tool.
 *
 * - `before-execute`: the attempt has begun, the tool's code has not.
 * - `heartbeat 1`, `heartbeat 2`, …: as the tool reports progress for that time.
 * - `after 250 ms`: so long after the tool's code began.
 * - `after-execute`: the tool is done, and nobody has heard of it.
 * - `retry`: the same, and once more right after the second attempt.
 * - `shutdown`: no kill; the Worker is told to stop (SIGTERM) as the tool begins, and given 200 ms.
 */
export type CrashPoint =
  | 'before-execute'
  | `heartbeat ${number}`
  | `after ${number} ms`
  | 'after-execute'
  | 'retry'
  | 'shutdown';

/** A point in the middle of a sentence that begins with a tool. */
export function wordsFor(point: CrashPoint): string {
  const [kind, number] = point.split(' ');
  switch (kind) {
    case 'before-execute':
      return 'killed before its code began';
    case 'heartbeat':
      return `killed at heartbeat ${number}`;
    case 'after':
      return `killed ${number} ms after its code began`;
    case 'after-execute':
      return 'killed when it was done and nobody had heard of it';
    case 'retry':
      return 'killed when it was done, and again after its second attempt';
    default:
      return 'told to stop as it began';
  }
}
