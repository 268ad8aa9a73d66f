import { isPortFree } from '@durable-goals/dev-server';
import { isTold, startCommand, type ChildCommand, type FailedWord } from '../child-command.js';

interface PageReady {
  readonly kind: 'ready';
  readonly url: string;
}

/** The chat page and its API, served by a process of their own. */
export interface DevPage {
  /** Where it is, or why it is not served. */
  readonly started: Promise<PageReady | FailedWord>;
  /** Starts it anew, at the same place: it shows the goals as they are then. */
  reload(): Promise<void>;
  stop(): Promise<void>;
  kill(): void;
}

/** What is to be served. */
export interface DevPageOptions {
  readonly goalsFile: string;
  /** The port, or the next free one. */
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
  /** Receives its log. */
  readonly log: (text: string) => void;
  readonly report: (line: string) => void;
}

const portsToTry = 50;
const shortestRestartMs = 500;
const longestRestartMs = 10_000;

/** Keeps the chat page served: a server that ends is replaced, after a growing pause. */
export function startDevPage(options: DevPageOptions): DevPage {
  let current: ChildCommand<PageReady> | undefined;
  let { port } = options;
  let stopping = false;

  const start = async (): Promise<PageReady | FailedWord> => {
    for (const last = options.port + portsToTry; ; port += 1) {
      while (port < last && !(await isPortFree('127.0.0.1', port))) port += 1;
      const args = ['serve', '--goals', options.goalsFile, '--port', String(port)];
      const { env, log } = options;
      const child = startCommand({ args, env, log, isWord: isReady });
      current = child;
      const word = await child.started;
      if (word.kind === 'ready') {
        void child.exited.then((how) => replace(child, how));
        // In a checkout of the repository the page is built when it is first asked for: by us.
        void fetch(word.url).catch(() => {});
      }
      // Somebody was faster between the look and the start.
      if (word.kind === 'ready' || stopping || port >= last || !isTaken(word)) return word;
    }
  };

  const replace = async (ended: ChildCommand<PageReady>, how: string): Promise<void> => {
    if (stopping || current !== ended) return;
    options.report(`The chat page's server ended (${how}); another one starts.`);
    for (let ms = shortestRestartMs; ; ms = Math.min(ms * 2, longestRestartMs)) {
      await new Promise((resolve) => setTimeout(resolve, ms));
      if (stopping || current !== ended) return;
      if ((await start()).kind === 'ready') return;
      current = ended;
    }
  };

  const started = start();
  let last: Promise<unknown> = started;
  return {
    started,
    async reload() {
      // One after the other: two cannot listen at one port.
      last = last.then(async () => {
        if (stopping) return;
        const old = current;
        current = undefined;
        await old?.stop();
        const word = await start();
        if (word.kind === 'failed') options.report(`The chat page is not served: ${word.message}`);
      });
      await last;
    },
    async stop() {
      stopping = true;
      await current?.stop();
    },
    kill() {
      stopping = true;
      current?.kill();
    },
  };
}

function isTaken({ message }: FailedWord): boolean {
  return message.startsWith('Something listens at');
}

function isReady(value: unknown): value is PageReady {
  return isTold(value) && value.kind === 'ready';
}
