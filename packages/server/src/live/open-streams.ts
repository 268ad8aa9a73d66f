import { ProblemError } from '../problems.js';

/** How many streams may be open at a time. */
export interface StreamLimits {
  /** For one person or program. @defaultValue 200 */
  readonly each?: number;
  /** For all together. @defaultValue 2,000 */
  readonly all?: number;
}

/** Counts open streams. */
export interface OpenStreams {
  /** @returns gives the place back. @throws `TooManyRequests` */
  enter(principalId: string): () => void;
}

export function openStreams({ each = 200, all = 2_000 }: StreamLimits = {}): OpenStreams {
  const open = new Map<string, number>();
  let count = 0;
  return {
    enter(principalId) {
      const own = open.get(principalId) ?? 0;
      if (own >= each || count >= all) {
        const limit = own >= each ? `${each} for one person` : `${all}`;
        throw new ProblemError(
          'TooManyRequests',
          `There are as many open event streams as there may be, ${limit}. Close one first.`,
          { retryAfter: 5 },
        );
      }
      open.set(principalId, own + 1);
      count += 1;
      let isIn = true;
      return () => {
        if (!isIn) return;
        isIn = false;
        count -= 1;
        const left = (open.get(principalId) ?? 1) - 1;
        if (left === 0) open.delete(principalId);
        else open.set(principalId, left);
      };
    },
  };
}
