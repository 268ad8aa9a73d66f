import { InvalidArgumentError, type Command } from 'commander';
import { loadGoals } from '../goals/load-goals.js';
import { reachTemporal } from '../temporal/reach.js';
import { openStore } from '../store/open-store.js';
import { temporalSettings } from '../temporal/temporal-settings.js';
import { withExample, withGoals } from './context.js';

interface ChatOptions {
  readonly goals?: string;
  readonly goal?: string;
  readonly conversation?: string;
  readonly timeout: number;
  readonly by?: string;
}

/** `durable-goals chat` */
export function addChat(program: Command): void {
  const command = withGoals(program.command('chat'))
    .description(
      'talk with an agent: in the terminal, or from a pipe with one line for each question',
    )
    .option('--goal <id>', 'the goal of a new conversation (default: AGENT_GOAL, else the first)')
    .option('--conversation <id>', 'come back to this conversation, or begin one under this id')
    .option('--by <who>', 'who talks and decides; what two people have to approve needs it')
    .option(
      '--timeout <seconds>',
      'how long a pipe waits for a Worker or a model that does not answer',
      seconds,
      60,
    )
    .action(async (options: ChatOptions) => {
      process.exitCode = await chat(options);
    });
  withExample(command, 'chat', 'chat --conversation trip-1 < lines.txt');
}

async function chat(options: ChatOptions): Promise<number> {
  const folder = process.cwd();
  const { registry } = await loadGoals(folder, options.goals);
  const { chooseGoal } = await import('../goals/choose-goal.js');
  if (options.goal !== undefined) chooseGoal(registry, options.goal, process.env);
  const opened = await openStore(folder, process.env);
  const connected = await reachTemporal(temporalSettings(folder, process.env), opened?.store);
  const { runChat } = await import('../chat/run-chat.js');
  // Not closed: a call may be under way, whose retry on a closed connection would end the process.
  return await runChat({
    connected,
    registry,
    env: process.env,
    timeoutMs: options.timeout * 1000,
    ...(options.by === undefined ? {} : { by: options.by }),
    ...(options.conversation === undefined ? {} : { conversationId: options.conversation }),
    ...(options.goal === undefined ? {} : { goalId: options.goal }),
  });
}

/** A number of seconds above 0. */
function seconds(text: string): number {
  const value = Number(text);
  if (value > 0) return value;
  throw new InvalidArgumentError('It is not a number of seconds above 0.');
}
