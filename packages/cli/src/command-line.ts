import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addApprovals } from './commands/approvals.js';
import { addChat } from './commands/chat.js';
import { addDev } from './commands/dev.js';
import { addDoctor } from './commands/doctor.js';
import { addForget } from './commands/forget.js';
import { addGoals } from './commands/goals.js';
import { addMcp } from './commands/mcp.js';
import { addRun } from './commands/run.js';
import { addServe } from './commands/serve.js';
import { addTool } from './commands/tool.js';
import { addTranscript } from './commands/transcript.js';
import { addWorker } from './commands/worker.js';
import { CliError, exitCodes, wordsOf } from './cli-error.js';
import { loadEnvFile } from './load-env-file.js';

const commands = [
  addDev,
  addWorker,
  addServe,
  addMcp,
  addChat,
  addRun,
  addApprovals,
  addTranscript,
  addForget,
  addTool,
  addGoals,
  addDoctor,
];

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
    .version(ownVersion())
    .option('--verbose', 'show the stack of an error, and what the SDK logs')
    .showHelpAfterError('Add --help to see what there is.')
    .exitOverride()
    .hook('preAction', () => {
      const fromEnvFile = loadEnvFile(process.cwd(), process.env);
      program.setOptionValue('fromEnvFile', fromEnvFile);
    });
  for (const add of commands) add(program);
  return program;
}

function ownVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
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
