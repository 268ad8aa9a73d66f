import { spawn, type ChildProcess } from 'node:child_process';

/** The first word of a command that did not get ready. */
export interface FailedWord {
  readonly kind: 'failed';
  readonly message: string;
}

/** One of our commands in a process of its own. */
export interface ChildCommand<Word> {
  readonly pid: number | undefined;
  /** Settles with its first word; never rejects. A process that ends without one has failed. */
  readonly started: Promise<Word | FailedWord>;
  /** Settles when the process has ended, with the signal or the code that it ended by. */
  readonly exited: Promise<string>;
  /** It takes nothing new and finishes what it has. */
  stop(): Promise<void>;
  kill(): void;
}

/** How a command is started. */
export interface ChildCommandOptions<Word> {
  /** The command and its options. */
  readonly args: readonly string[];
  /** The program whose commands they are. @defaultValue the one that runs here */
  readonly script?: string;
  readonly env: NodeJS.ProcessEnv;
  /** Receives what it prints. */
  readonly log: (text: string) => void;
  /** Whether what it tells us is its first word. */
  readonly isWord: (value: unknown) => value is Word;
}

/**
 * Starts one of our commands the way this process was started, out of reach of the terminal's Ctrl-C.
 * When we die, it stops by itself: the channel between us closes.
 */
export function startCommand<Word>(options: ChildCommandOptions<Word>): ChildCommand<Word> {
  const { args, env, log, isWord, script = process.argv[1] ?? '' } = options;
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: process.platform !== 'win32',
  });
  // The READY line is for those who start it by hand.
  child.stdout?.resume();
  child.stderr?.setEncoding('utf8').on('data', log);
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
    child.once('error', ({ message }) => resolve(message));
  });
  return {
    pid: child.pid,
    started: firstWord(child, { exited, isWord, name: args[0] ?? '' }),
    exited,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Has a command that another one started end with it. */
export function endWithParent(): void {
  if (!process.connected) return;
  // The parent is gone, so nobody is left to say stop.
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // The channel itself is no reason to stay once the work is done.
  process.channel?.unref();
}

interface Expected<Word> extends Pick<ChildCommandOptions<Word>, 'isWord'> {
  readonly exited: Promise<string>;
  readonly name: string;
}

function firstWord<Word>(
  child: ChildProcess,
  { exited, isWord, name }: Expected<Word>,
): Promise<Word | FailedWord> {
  return new Promise((resolve) => {
    child.on('message', (message) => {
      if (isWord(message) || isFailed(message)) resolve(message);
    });
    void exited.then((how) =>
      resolve({
        kind: 'failed',
        message: `The ${name === 'worker' ? 'Worker' : name} ended (${how}) before it was ready.`,
      }),
    );
  });
}

function isFailed(value: unknown): value is FailedWord {
  return isTold(value) && value.kind === 'failed';
}

/** Whether a value is something that a command tells. */
export function isTold(value: unknown): value is { readonly kind: unknown } {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
