import { createInterface } from 'node:readline/promises';
import { CliError } from './cli-error.js';

/**
 * Asks whoever sits at the terminal.
 *
 * @param nothing - What is said when the answer is no.
 * @throws `CliError` when it is not yes, or when nobody sits there.
 */
export async function confirm(
  question: string,
  { nothing, unasked }: { readonly nothing: string; readonly unasked: string },
): Promise<void> {
  if (!process.stdin.isTTY) throw new CliError(`${nothing} ${unasked}`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new CliError(nothing);
}
