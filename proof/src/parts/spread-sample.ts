import { seededRandom } from './seeded-random.js';

/** Those that are always taken, and so many of the others. */
export function sampleWith<Item>(
  items: readonly Item[],
  isAlways: (item: Item) => boolean,
  others: { readonly count: number; readonly seed: number },
): readonly Item[] {
  return [
    ...items.filter(isAlways),
    ...spreadSample(
      items.filter((item) => !isAlways(item)),
      others,
    ),
  ];
}

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
