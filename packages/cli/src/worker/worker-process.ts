import {
  isTold,
  startCommand,
  type ChildCommand,
  type ChildCommandOptions,
  type FailedWord,
} from '../child-command.js';

interface WorkerReady {
  readonly kind: 'ready';
  readonly goals: readonly string[];
  readonly model: string;
}

/** What a Worker that is our child tells us. */
export type WorkerMessage = WorkerReady | FailedWord;

/** A Worker in a process of its own. */
export type WorkerProcess = ChildCommand<WorkerReady>;

/** How a Worker process is started. */
export type WorkerProcessOptions = Omit<ChildCommandOptions<WorkerReady>, 'isWord'>;

/** Starts `durable-goals worker` as a process of its own. */
export function startWorkerProcess(options: WorkerProcessOptions): WorkerProcess {
  return startCommand({ ...options, args: ['worker', ...options.args], isWord: isReady });
}

function isReady(value: unknown): value is WorkerReady {
  return isTold(value) && value.kind === 'ready';
}
