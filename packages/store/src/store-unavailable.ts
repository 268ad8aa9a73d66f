import { ApplicationFailure } from '@temporalio/common';

/** The store cannot be used now; time, or the person who runs it, can heal that. */
export function storeUnavailable(place: string, cause: unknown): ApplicationFailure {
  const [fact = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  return ApplicationFailure.create({
    type: 'StoreUnavailable',
    message: `The conversation store ${place} cannot be used: ${fact === '' ? nameOf(cause) : fact}. Look at the database; conversations go on without it.`,
    nonRetryable: false,
  });
}

/** Several addresses that all failed make an error without words of its own. */
function nameOf(cause: unknown): string {
  const { code } = cause as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'it gives no reason';
}
