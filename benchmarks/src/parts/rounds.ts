import type { Depth } from '../measure.js';

/** How many rounds are taken. */
export interface RoundCounts {
  readonly whole: number;
  readonly short: {
    readonly atLeast: number;
    readonly atMost: number;
    /** The short form begins no further round after this long: a slow machine has fewer, and a wider interval. */
    readonly forMs: number;
  };
}

/** Numbers rounds from 1. */
export function* roundsOf(depth: Depth, { whole, short }: RoundCounts): Generator<number> {
  const began = performance.now();
  const atMost = depth === 'whole' ? whole : short.atMost;
  for (let round = 1; round <= atMost; round += 1) {
    const isLate = depth === 'short' && performance.now() - began > short.forMs;
    if (isLate && round > short.atLeast) return;
    yield round;
  }
}

/** The same things, begun with another one each round: what one leaves behind for the next meets each of them. */
export function inTurn<Thing>(things: readonly Thing[], round: number): readonly Thing[] {
  const at = round % things.length;
  return [...things.slice(at), ...things.slice(0, at)];
}
