import type { ConversationStore, StoredConversation } from '@durable-goals/core';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { confirm } from '../confirm.js';
import { printable } from '../printable.js';
import { keptConversation, neededStore } from '../store/kept-here.js';
import { withExample } from './context.js';

interface ForgetOptions {
  readonly yes?: true;
  readonly force?: true;
}

/** `durable-goals forget` */
export function addForget(program: Command): void {
  const command = program
    .command('forget')
    .description(
      'remove a conversation that has ended from the store, and its sub-agents, for good',
    )
    .argument('<conversation>', 'its id')
    .option('--yes', 'unasked')
    .option('--force', 'also one that has not ended, as far as the store knows')
    .action(async (conversationId: string, options: ForgetOptions) => {
      await forget(conversationId, options);
    });
  withExample(command, 'forget trip-1', 'forget trip-1 --yes');
}

async function forget(conversationId: string, { yes, force }: ForgetOptions): Promise<void> {
  const opened = await neededStore();
  const { store, results, place } = opened;
  try {
    const found = await keptConversation(opened, conversationId);
    if (found.endedAt === undefined && !force) throw stillRuns(found);
    const below = await subAgentsOf(store, conversationId);
    const more = below.length === 0 ? '' : ` and ${below.length} of its sub-agents`;
    print(`${wordsOf(found)}${more}: transcript, record and results, in ${place}.`);
    if (!yes) {
      await confirm('Forget it for good?', {
        nothing: 'Nothing was forgotten.',
        unasked: 'Add --yes to forget it unasked.',
      });
    }
    // Those below first: without the one above, nobody would find them again.
    for (const id of [...below.toReversed(), conversationId]) {
      await results.forget(id);
      await store.forget(id);
    }
    print(
      "It is forgotten here. Temporal keeps its history until the Namespace's retention is over, or until `temporal workflow delete`.",
    );
  } finally {
    await opened.close();
  }
}

/** The ids of all that work for a conversation, and for those. */
async function subAgentsOf(store: ConversationStore, above: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (let after: string | undefined; ;) {
    const page = await store.conversations({
      subAgentsOf: above,
      ...(after === undefined ? {} : { after }),
    });
    for (const { conversationId } of page.items) {
      found.push(conversationId, ...(await subAgentsOf(store, conversationId)));
    }
    if (page.next === undefined) return [...new Set(found)];
    after = page.next;
  }
}

function stillRuns({ conversationId, status }: StoredConversation): CliError {
  return new CliError(
    `Conversation '${conversationId}' has not ended, as far as the store knows (${status.state}), and would be written again. End it first, or add --force.`,
  );
}

function wordsOf({ conversationId, status, endedAt, startedAt }: StoredConversation): string {
  const { goalId, lastSeq } = status;
  const end = endedAt === undefined ? '' : `, ended ${endedAt}`;
  return printable(
    `Conversation '${conversationId}' about '${goalId}', ${lastSeq} messages, began ${startedAt}${end}`,
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
