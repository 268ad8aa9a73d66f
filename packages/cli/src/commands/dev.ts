import { InvalidArgumentError, type Command } from 'commander';
import type { RunningDev } from '../dev/run-dev.js';
import { loadGoals } from '../goals/load-goals.js';
import { openStore } from '../store/open-store.js';
import { stopOnSignals } from '../stop-signals.js';
import { removeDevFile } from '../temporal/dev-file.js';
import { reachTemporal } from '../temporal/reach.js';
import { withExample, withGoals, type CommonOptions } from './context.js';

interface DevOptions extends CommonOptions {
  readonly goals?: string;
  readonly goal?: string;
  readonly conversation?: string;
  readonly port: number;
  readonly chat?: true;
  readonly page: boolean;
  readonly pagePort?: number;
  readonly open?: true;
}

/** `durable-goals dev` */
export function addDev(program: Command): void {
  const command = withGoals(program.command('dev'))
    .description('run everything on this machine: Temporal, and a Worker that follows its sources')
    .option('--port <port>', 'where Temporal listens, or the next free port', port, 7233)
    .option(
      '--page-port <port>',
      'where the chat page is served, or the next free port (default: 4680)',
      port,
    )
    .option('--no-page', 'without the chat page')
    .option('--open', 'open the chat page in a browser, where a person sits at a display')
    .option('--chat', 'go on into a chat in this terminal; ending it stops everything')
    .option('--goal <id>', 'the goal of that chat (default: AGENT_GOAL, else the first)')
    .option('--conversation <id>', 'the conversation of that chat')
    .action(async (_options, self: Command) => {
      process.exitCode = await dev(self.optsWithGlobals<DevOptions>());
    });
  withExample(command, 'dev', 'dev --chat');
}

async function dev(options: DevOptions): Promise<number> {
  const folder = process.cwd();
  const children: { kill(): void }[] = [];
  const signal = stopOnSignals(() => {
    for (const child of children) child.kill();
    removeDevFile(folder);
    process.exit(130);
  });
  const { runDev } = await import('../dev/run-dev.js');
  const { defaultPort } = await import('../serve/serve-settings.js');
  return await runDev({
    folder,
    port: options.port,
    env: process.env,
    outerEnv: without(process.env, options.fromEnvFile),
    verbose: options.verbose === true,
    signal,
    onChild: (child) => void children.push(child),
    ...(options.page
      ? { page: { port: pagePort(options, defaultPort), opens: options.open === true } }
      : {}),
    ...(options.goals === undefined ? {} : { goalsFile: options.goals }),
    ...(options.chat ? { chat: (running) => chatIn(running, { ...options, folder, signal }) } : {}),
  });
}

async function chatIn(
  { temporal, onReport }: RunningDev,
  options: DevOptions & { readonly folder: string; readonly signal: AbortSignal },
): Promise<number> {
  const { registry } = await loadGoals(options.folder, options.goals);
  const opened = await openStore(options.folder, process.env);
  const connected = await reachTemporal(temporal, opened?.store);
  const { runChat } = await import('../chat/run-chat.js');
  return await runChat({
    connected,
    registry,
    env: process.env,
    signal: options.signal,
    timeoutMs: 60_000,
    comeBackBy: 'dev',
    onScreen: (screen) => onReport(screen.note),
    ...(options.conversation === undefined ? {} : { conversationId: options.conversation }),
    ...(options.goal === undefined ? {} : { goalId: options.goal }),
  });
}

function without(env: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));
}

/** What is said here wins over the environment, which `serve` reads as well. */
function pagePort({ pagePort: said }: DevOptions, otherwise: number): number {
  const set = Number(process.env['DURABLE_GOALS_PORT']);
  return said ?? (Number.isInteger(set) && set > 0 ? set : otherwise);
}

function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value <= 64_000) return value;
  throw new InvalidArgumentError('It is not a port between 1 and 64000.');
}
