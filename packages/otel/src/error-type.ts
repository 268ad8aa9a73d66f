/** Which kind of failure it is, in a word: a failure's `type` where it has one, such as `ModelRateLimited`, else its name. */
export function errorTypeOf(error: unknown): string {
  if (isCancelled(error)) return 'cancelled';
  if (!(error instanceof Error)) return '_OTHER';
  return 'type' in error && typeof error.type === 'string' ? error.type : error.name;
}

/** Whether something was given up, and did not fail. */
export function isCancelled(error: unknown): boolean {
  return (
    error instanceof Error && (error.name === 'AbortError' || error.name === 'CancelledFailure')
  );
}
