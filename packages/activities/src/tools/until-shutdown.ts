import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';

/** How long a tool has to settle once it was told that its Worker shuts down, in milliseconds. */
const lastWordMs = 500;

/**
 * Waits for a tool, but not for one that does not heed its signal when the Worker shuts down: the Worker would
 * never end. Its call counts as lost, for it may have its effect yet.
 *
 * An ordinary cancellation waits for the tool, whatever it does.
 */
export async function untilShutdown<Result>(work: Promise<Result>): Promise<Result> {
  const { cancelled } = Context.current();
  let timer: NodeJS.Timeout | undefined;
  const shutDown = new Promise<never>((_, reject) => {
    cancelled.catch((error: unknown) => {
      if (!(error instanceof CancelledFailure) || error.message !== 'WORKER_SHUTDOWN') return;
      timer = setTimeout(() => reject(error), lastWordMs);
    });
  });
  try {
    return await Promise.race([work, shutDown]);
  } finally {
    clearTimeout(timer);
  }
}
