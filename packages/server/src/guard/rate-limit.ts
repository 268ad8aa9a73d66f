import { ProblemError } from '../problems.js';

/** How many requests somebody may make. */
export interface Rate {
  /** On average, over time. */
  readonly perMinute: number;
  /** At once, after a pause. */
  readonly burst: number;
}

/** Counts requests by who makes them. */
export interface RateLimit {
  /** Takes one from somebody's share. @throws `TooManyRequests` when nothing is left of it. */
  take(who: string): void;
}

interface Share {
  left: number;
  at: number;
}

/** Whose share is full again is forgotten once there are so many. */
const mostKnown = 10_000;

/** Makes a limit: a share fills up again as time passes. */
export function rateLimit({ perMinute, burst }: Rate, now: () => number = Date.now): RateLimit {
  const shares = new Map<string, Share>();
  const perMs = perMinute / 60_000;

  function forgetSome(time: number): void {
    for (const [who, { left, at }] of shares) {
      if (left + (time - at) * perMs >= burst) shares.delete(who);
    }
    // With nobody's share full, whoever came first goes.
    for (const who of shares.keys()) {
      if (shares.size < mostKnown) break;
      shares.delete(who);
    }
  }

  return {
    take(who) {
      const time = now();
      if (shares.size >= mostKnown && !shares.has(who)) forgetSome(time);
      const share = shares.get(who) ?? { left: burst, at: time };
      share.left = Math.min(burst, share.left + (time - share.at) * perMs);
      share.at = time;
      shares.set(who, share);
      if (share.left < 1) {
        const seconds = Math.max(1, Math.ceil((1 - share.left) / perMs / 1_000));
        throw new ProblemError(
          'TooManyRequests',
          `More than ${perMinute} requests a minute came from one place.`,
          { retryAfter: seconds },
        );
      }
      share.left -= 1;
    },
  };
}
