/** The work was still going when its time was up. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}

/**
 * Does work that must end within a time, however it hangs.
 *
 * The work gets one signal for both ends: the deadline and the caller's own. Its result or error is not
 * waited for once either has passed, so work that ignores the signal cannot hold the caller.
 *
 * @throws `DeadlineExceeded` when the time is up; the caller's abort reason when that came first.
 */
export async function withinDeadline<Result>(
  timeoutMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new DeadlineExceeded()), timeoutMs);
  const both = AbortSignal.any([signal, deadline.signal]);
  const stopped = new Promise<never>((_, reject) => {
    both.addEventListener('abort', () => reject(both.reason), { once: true });
  });
  try {
    return await Promise.race([stopped, work(both)]);
  } finally {
    clearTimeout(timer);
  }
}
