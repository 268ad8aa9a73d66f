import type { Command } from 'commander';

/** Options that every command has. */
export interface CommonOptions {
  readonly verbose?: true;
  /** Names that `.env` set. */
  readonly fromEnvFile: readonly string[];
}

/** Adds `--goals`, for commands that work with goals. */
export function withGoals(command: Command): Command {
  return command.option('--goals <file>', 'the module that exports the goals');
}

/** Adds an example to a command's help. */
export function withExample(command: Command, ...lines: readonly string[]): Command {
  const text = lines.map((line) => `  $ durable-goals ${line}`).join('\n');
  return command.addHelpText('after', `\nExample:\n${text}`);
}
