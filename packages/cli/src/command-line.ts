import { Command, CommanderError } from 'commander';
import { addChat } from './commands/chat.js';
import { addDev } from './commands/dev.js';
import { addWorker } from './commands/worker.js';
import { CliError, exitCodes, wordsOf } from './cli-error.js';
import { loadEnvFile } from './load-env-file.js';

/**
 * Runs a command.
 *
 * @param args - What stands behind the program's name.
 * @returns The exit code.
 */
export async function main(args: readonly string[]): Promise<number> {
  process.stdout.on('error', leaveOnBrokenPipe);
  process.stderr.on('error', leaveOnBrokenPipe);
  const program = commandLine();
  try {
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? exitCodes.done);
  } catch (error) {
    return report(error, program.opts<{ verbose?: true }>().verbose === true);
  }
}

function commandLine(): Command {
  const program = new Command('durable-goals')
    .description('Goal-driven AI agents that survive crashes, on Temporal')
    .option('--verbose', 'show the stack of an error, and what the SDK logs')
    .showHelpAfterError('Add --help to see what there is.')
    .exitOverride()
    .hook('preAction', () => {
      const fromEnvFile = loadEnvFile(process.cwd(), process.env);
      program.setOptionValue('fromEnvFile', fromEnvFile);
    });
  for (const add of [addDev, addWorker, addChat]) add(program);
  return program;
}

function report(error: unknown, verbose: boolean): number {
  if (error instanceof CommanderError) return error.exitCode;
  const wantsStack = verbose || Boolean(process.env['DEBUG']);
  const text =
    wantsStack && error instanceof Error ? (error.stack ?? error.message) : wordsOf(error);
  // A parent that is told says it itself.
  const isTold = process.send?.({ kind: 'failed', message: wordsOf(error) });
  if (isTold !== true || wantsStack) process.stderr.write(`${text}\n`);
  if (wantsStack && error instanceof Error && error.cause instanceof Error) {
    process.stderr.write(`Caused by: ${error.cause.stack ?? error.cause.message}\n`);
  }
  return error instanceof CliError ? error.exitCode : exitCodes.failed;
}

/** Whoever read us has seen enough: `durable-goals … | head`. */
function leaveOnBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(exitCodes.done);
  throw error;
}
