import type { ConversationStore, Message, StoredConversation } from '@durable-goals/core';
import { InvalidArgumentError, type Command } from 'commander';
import { callNames } from '../chat/call-names.js';
import { toolWords } from '../chat/tool-words.js';
import { bold, dim } from '../colors.js';
import { printable } from '../printable.js';
import { keptConversation, neededStore } from '../store/kept-here.js';
import { withExample } from './context.js';

interface TranscriptOptions {
  readonly json?: true;
  readonly record?: true;
  readonly after: number;
}

/** `durable-goals transcript` */
export function addTranscript(program: Command): void {
  const command = program
    .command('transcript')
    .description('print a conversation from its start; nothing else has to run')
    .argument('<conversation>', 'its id')
    .option('--after <seq>', 'only messages after this one', count, 0)
    .option('--record', 'who decided or tried what, in place of what was said')
    .option('--json', 'a line of JSON for each, with everything that is known')
    .action(async (conversationId: string, options: TranscriptOptions) => {
      await print(conversationId, options);
    });
  withExample(command, 'transcript trip-1', 'transcript trip-1 --json > trip-1.jsonl');
}

async function print(conversationId: string, options: TranscriptOptions): Promise<void> {
  const opened = await neededStore();
  const { store } = opened;
  try {
    const found = await keptConversation(opened, conversationId);
    if (options.record) await printRecord(store, found, options);
    else await printMessages(store, found, options);
  } finally {
    await opened.close();
  }
}

async function printMessages(
  store: ConversationStore,
  found: StoredConversation,
  { json, after }: TranscriptOptions,
): Promise<void> {
  if (!json) write(dim(printable(headline(found))));
  const nameOf = callNames();
  for (let from = after; ;) {
    const { messages, more } = await store.transcript(found, { after: from, limit: 500 });
    for (const message of messages) {
      if (json) write(JSON.stringify(message));
      else write(lineOf(message, nameOf));
    }
    from = messages.at(-1)?.seq ?? from;
    if (!more) return;
  }
}

async function printRecord(
  store: ConversationStore,
  found: StoredConversation,
  { json }: TranscriptOptions,
): Promise<void> {
  for (let after: string | undefined; ;) {
    const page = await store.record(found, after === undefined ? {} : { after });
    for (const entry of page.items) {
      const { at, kind, by, callId, tool, reason, refused, suppressed } = entry;
      if (json) {
        write(JSON.stringify(entry));
        continue;
      }
      const words = [
        kind,
        callId ?? '',
        tool ?? '',
        by === undefined ? '' : `by ${by}`,
        reason === undefined ? '' : `: ${reason}`,
        refused === undefined ? '' : `REFUSED ${refused.type}: ${refused.reason}`,
        suppressed === undefined ? '' : `(${suppressed} more were refused before)`,
      ];
      write(`${dim(at)} ${printable(words.filter((word) => word !== '').join(' '))}`);
    }
    if (page.next === undefined) return;
    after = page.next;
  }
}

function headline({ status, startedAt, updatedAt, endedAt }: StoredConversation): string {
  const { goalId, state, lastSeq } = status;
  const end = endedAt === undefined ? `last heard of ${updatedAt}` : `ended ${endedAt}`;
  return `${goalId}, ${state}, ${lastSeq} messages, began ${startedAt}, ${end}`;
}

function lineOf(message: Message, nameOf: ReturnType<typeof callNames>): string {
  const { role, text = '', by, at } = message;
  const words = toolWords(message);
  const name = nameOf(message);
  if (words) {
    const { outcome, result } = words;
    const came = printable(result === '' ? outcome : `${outcome}: ${result}`);
    return `${dim(at)} ${bold(printable(`tool ${name}`))} ${came}`;
  }
  const said = printable(text.trim()).replaceAll(/\n(?=[^\n])/g, '\n  ');
  return `${dim(at)} ${bold(printable(role === 'user' ? (by ?? 'you') : role))}: ${said}`;
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('It is not a whole number from 0 on.');
}
