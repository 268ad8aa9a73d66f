import { setTimeout as sleep } from 'node:timers/promises';
import type { Run, StatusNow } from '@durable-goals/client';
import { CliError, exitCodes } from '../cli-error.js';
import { howToRun } from '../invocation.js';
import { printable } from '../printable.js';
import { stopped } from '../stop-signals.js';

/** What a command needs to show a run. */
export interface RunScreen {
  /** How long nothing may go on, in milliseconds. */
  readonly timeoutMs: number;
  /** Shows the answer. */
  readonly print: (line: string) => void;
  /** Shows what happens on the way. */
  readonly note: (line: string) => void;
  /** Stops waiting. */
  readonly signal: AbortSignal;
}

const pauseMs = 400;

/**
 * Waits for the final answer of a run and tells on the way which tools ran and what it waits for.
 *
 * @returns The exit code.
 * @throws `CliError` when nothing goes on for too long; the run itself does go on, as soon as it can.
 */
export async function runToAnswer(run: Run, screen: RunScreen): Promise<number> {
  const { print, note, timeoutMs, signal } = screen;
  const over = run.answer().then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );
  let told = '';
  let since = Date.now();
  let seen = 0;
  const left = stopped(signal).then(() => 'left' as const);
  for (;;) {
    const ended = await Promise.race([over, left, sleep(pauseMs)]);
    if (ended === 'left') {
      note(`Run '${run.id}' lives on. ${howToWait(run.id)}`);
      return exitCodes.interrupted;
    }
    if (ended !== undefined) {
      if ('error' in ended) throw ended.error;
      const { text, output } = ended.answer;
      print(output === undefined ? printable(text) : JSON.stringify(output, undefined, 2));
      return exitCodes.done;
    }
    const status = await run.status();
    const words = waitingWords(run.id, status);
    if (words !== told || status.lastSeq !== seen) since = Date.now();
    if (words !== told && words !== '') note(words);
    told = words;
    seen = status.lastSeq;
    if (words === '' || Date.now() - since < timeoutMs) continue;
    throw new CliError(
      `Run '${run.id}' lives on, and nobody knows when it can go on: ${words} ${howToWait(run.id)}`,
      exitCodes.nothingCame,
    );
  }
}

function howToWait(id: string): string {
  return `To wait again: ${howToRun('run', ['<goal>', "'<question>'", '--conversation', id])}`;
}

/** Why it does not go on by itself; empty when it does. */
function waitingWords(id: string, status: StatusNow): string {
  if (status.stale) return 'No Worker answers.';
  switch (status.state) {
    case 'awaiting-approval': {
      const names = status.approvals.map(({ tool }) => `'${tool}'`).join(', ');
      return `${names} ${status.approvals.length === 1 ? 'waits' : 'wait'} for approval: ${howToRun('approvals')}`;
    }
    case 'in-doubt':
      return `It is not known whether ${status.inDoubt.map(({ tool }) => `'${tool}'`).join(', ')} happened: ${howToRun('chat', ['--conversation', id])}`;
    case 'waiting-for-model':
      return printable(status.waiting?.reason ?? 'The model gives no answer.');
    default:
      return '';
  }
}
