import { bold, dim } from '../colors.js';
import { howToRun } from '../invocation.js';
import { wrapped } from '../printable.js';
import type { WorkerMessage } from '../worker/worker-process.js';
import type { UsableTemporal } from './temporal-server.js';

/** What `dev` says once everything runs. */
export function devBlock({
  temporal,
  word,
  page,
  chats,
}: {
  readonly temporal: UsableTemporal;
  readonly word: Extract<WorkerMessage, { kind: 'ready' }>;
  /** Where the chat page is, or why it is not. */
  readonly page?: string;
  readonly chats: boolean;
}): string {
  const { settings, uiUrl, words } = temporal;
  const rows: readonly (readonly [name: string, value: string])[] = [
    ...(page === undefined ? [] : [['Chat page', page] as const]),
    ...(uiUrl === undefined ? [] : [['Temporal UI', uiUrl] as const]),
    ['Temporal', `${settings.connection.address}, ${words}`],
    ['Task Queue', settings.taskQueue],
    ['Goals', word.goals.join(', ')],
    ['Model', word.model],
    ['Chat', chats ? `below; from another terminal: ${howToRun('chat')}` : howToRun('chat')],
    ['Stop', 'Ctrl-C'],
  ];
  const width = Math.max(40, (process.stdout.columns ?? Number.POSITIVE_INFINITY) - 16);
  const lines = rows.flatMap(([name, value]) =>
    wrapped(value, width).map(
      (line, index) => `  ${dim((index === 0 ? name : '').padEnd(13))}${line}`,
    ),
  );
  return `\n  ${bold('Durable Goals')}\n\n${lines.join('\n')}\n\n`;
}
