/**
 * A known failure of a tool that the model can act on, such as "no flights on that date".
 *
 * Thrown by a tool, it becomes a result with `isError`, is not retried and never in doubt.
 */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure';
}

/**
 * Says that nothing happened: the outside call was not made, or was refused before it had an effect.
 *
 * Thrown by an `unsafe` tool, it keeps the call out of doubt; the model reads the message and may try again.
 */
export class ToolDidNotRun extends Error {
  override readonly name = 'ToolDidNotRun';
}
