/** One Ctrl-C may arrive twice: from the terminal, and relayed by npm or tsx. */
const sameKeyMs = 300;

/**
 * Listens for SIGINT and SIGTERM: the first aborts the signal that is returned, the second runs
 * `atOnce`.
 */
export function stopOnSignals(atOnce: () => void): AbortSignal {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const onSignal = (): void => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      controller.abort();
    } else if (Date.now() - firstAt > sameKeyMs) {
      atOnce();
    }
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return controller.signal;
}

/** Waits until a signal says so. */
export function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
