/** Remembers how to stop what was started. */
export type AtEnd = (stop: () => Promise<unknown>) => void;

/** Does work, and afterwards stops what it started, last first, whether it succeeded or threw. */
export async function stoppingAll<Result>(
  work: (atEnd: AtEnd) => Promise<Result>,
): Promise<Result> {
  const stops: (() => Promise<unknown>)[] = [];
  try {
    return await work((stop) => stops.push(stop));
  } finally {
    for (const stop of stops.toReversed()) await stop().catch(() => undefined);
  }
}
