import { log } from '@temporalio/activity';
import { runningRedactor } from '../secrets/redacting-activities.js';
import { redactedError } from '../secrets/redacted-error.js';

/** What of a piece of work an observer gets to see, and how it goes around it. */
export interface Watching<Result, Seen> {
  readonly around: (run: () => Promise<Seen>) => Promise<void>;
  readonly seen: (result: Result) => Seen;
}

/**
 * Does a piece of work once, with an observer around it when there is one.
 *
 * @returns what the work gives, or its rejection, whatever the observer does.
 */
export async function observed<Result, Seen>(
  work: () => Promise<Result>,
  watching: Watching<Result, Seen> | undefined,
): Promise<Result> {
  if (watching === undefined) return await work();
  const redactor = runningRedactor();
  let outcome: Promise<Result> | undefined;
  let shown: unknown;
  const once = (): Promise<Result> => (outcome ??= work());
  const run = async (): Promise<Seen> => {
    try {
      return watching.seen(await once());
    } catch (error) {
      // Without secrets, as what the Activity throws will be.
      shown = redactedError(error, redactor);
      throw shown;
    }
  };
  try {
    await watching.around(run);
  } catch (error) {
    if (error !== shown) complain(error);
  }
  return await once();
}

/** Says that an observer is at fault, by the kind of its error only. */
function complain(error: unknown): void {
  log.warn('The observer threw, which is ignored', {
    name: error instanceof Error ? error.name : typeof error,
  });
}
