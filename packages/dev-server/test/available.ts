import { DevServerError, type EnsureOptions, type FoundServer } from '../src/index.js';

/**
 * A server for tests that need a real one, installed on first use.
 *
 * @returns `undefined`, with a word about it, on a machine where it cannot be had; with `CI=true` that throws.
 */
export async function available(
  ensure: (options: EnsureOptions) => Promise<FoundServer>,
): Promise<FoundServer | undefined> {
  const say = (message: string): boolean => process.stderr.write(`${message}\n`);
  try {
    return await ensure({ onProgress: say });
  } catch (error) {
    if (process.env['CI'] === 'true' || !(error instanceof DevServerError)) throw error;
    say(`Tests are skipped. ${error.message}`);
    return undefined;
  }
}
