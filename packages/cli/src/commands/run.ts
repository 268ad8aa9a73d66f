import { InvalidArgumentError, type Command } from 'commander';
import { loadGoals } from '../goals/load-goals.js';
import { exitCodes } from '../cli-error.js';
import { stopOnSignals } from '../stop-signals.js';
import { openStore } from '../store/open-store.js';
import { reachTemporal } from '../temporal/reach.js';
import { temporalSettings } from '../temporal/temporal-settings.js';
import { withExample, withGoals } from './context.js';

interface RunOptions {
  readonly goals?: string;
  readonly conversation?: string;
  readonly timeout: number;
}

/** `durable-goals run` */
export function addRun(program: Command): void {
  const command = withGoals(program.command('run <goal> <question>'))
    .description('have a goal go on by itself until its final answer, and print that')
    .option('--conversation <id>', 'begin it under this id, or wait for the one that runs under it')
    .option(
      '--timeout <seconds>',
      'how long to wait while no Worker takes it, or nothing can go on',
      seconds,
      60,
    )
    .action(async (goal: string, question: string, options: RunOptions) => {
      process.exitCode = await run(goal, question, options);
    });
  withExample(command, "run weather 'Are there any weather alerts where I am?'");
}

async function run(goalId: string, question: string, options: RunOptions): Promise<number> {
  const folder = process.cwd();
  const { registry } = await loadGoals(folder, options.goals);
  registry.spec(goalId);
  const opened = await openStore(folder, process.env);
  const { agents } = await reachTemporal(temporalSettings(folder, process.env), opened?.store);
  const { runToAnswer } = await import('../run/run-to-answer.js');
  const signal = stopOnSignals(() => process.exit(exitCodes.interrupted));
  const started = await agents.startRun(
    goalId,
    question,
    options.conversation === undefined ? {} : { conversationId: options.conversation },
  );
  // Not closed: a call may be under way, whose retry on a closed connection would end the process.
  return await runToAnswer(started, {
    timeoutMs: options.timeout * 1000,
    print: (line) => void process.stdout.write(`${line}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    signal,
  });
}

/** A number of seconds above 0. */
function seconds(text: string): number {
  const value = Number(text);
  if (value > 0) return value;
  throw new InvalidArgumentError('It is not a number of seconds above 0.');
}
