import { seededRandom } from './seeded-random.js';

/** So many of the items, spread over all of them and drawn by seed, in their order. */
export function spreadSample<Item>(
  items: readonly Item[],
  { count, seed }: { readonly count: number; readonly seed: number },
): readonly Item[] {
  if (items.length <= count) return items;
  const draw = seededRandom(seed);
  const width = items.length / count;
  return Array.from({ length: count }, (_, part) =>
    items.slice(Math.floor(part * width), Math.floor((part + 1) * width)),
  ).flatMap((part) => part.slice(Math.floor(draw() * part.length)).slice(0, 1));
}
