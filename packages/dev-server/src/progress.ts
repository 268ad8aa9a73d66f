const TICK_MS = 10_000;

/** Receives plain lines that tell a person what takes so long. */
export type OnProgress = (message: string) => void;

/**
 * Reports at once that work began, then every ten seconds how far it is.
 *
 * @param details - What to add to the elapsed time, such as a count; empty for nothing.
 * @returns Stops the reports.
 */
export function reportProgress(
  onProgress: OnProgress | undefined,
  title: string,
  details: () => string,
): () => void {
  if (!onProgress) return () => undefined;
  const start = performance.now();
  onProgress(`${title}…`);
  const timer = setInterval(() => {
    const more = details();
    onProgress(`${title}: ${elapsed(performance.now() - start)}${more ? `, ${more}` : ''}`);
  }, TICK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** A span of time in words, such as `3 min 50 s`. */
function elapsed(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}
