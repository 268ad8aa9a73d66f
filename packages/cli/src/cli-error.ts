/** How a command ends. */
export const exitCodes = {
  done: 0,
  failed: 1,
  /** Nothing came in time: no Worker took the message, or the model did not answer. */
  nothingCame: 3,
  /** A signal came, such as Ctrl-C. */
  interrupted: 130,
} as const;

/** A failure whose message is meant for the person at the keyboard; a stack adds nothing to it. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The words of anything thrown: the first cause that has some, without a stack. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  return error.cause === undefined ? error.name : wordsOf(error.cause);
}
