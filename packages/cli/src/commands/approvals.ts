import type { Answer, Connected, Conversation } from '@durable-goals/client';
import type { ConversationStore, Goal, PendingApproval } from '@durable-goals/core';
import { InvalidArgumentError, type Command } from 'commander';
import { inputLines } from '../chat/tool-words.js';
import { confirm } from '../confirm.js';
import { bold, dim } from '../colors.js';
import { printable } from '../printable.js';
import { openStore } from '../store/open-store.js';
import { reachTemporal } from '../temporal/reach.js';
import { temporalSettings } from '../temporal/temporal-settings.js';
import { expiryWords, peopleWords } from '../approvals/approval-words.js';
import { pendingApprovals, pendingCall } from '../approvals/pending-approvals.js';
import { withExample } from './context.js';
import { inputIn } from './tool.js';

interface DecisionOptions {
  readonly by?: string;
  readonly reason?: string;
  readonly input?: string;
  readonly hash?: string;
  readonly yes?: true;
}

/** `durable-goals approvals list`, `approve` and `reject` */
export function addApprovals(program: Command): void {
  const approvals = program
    .command('approvals')
    .description('list and decide what waits for approval in all running conversations');
  const list = approvals
    .command('list', { isDefault: true })
    .description('list the calls that wait, oldest first')
    .option('--json', 'with everything that is known')
    .action(async (options: { readonly json?: true }) => {
      await withStore(async (store) => {
        await connected(undefined, async (temporal) => {
          await listAll(temporal, store, options.json === true);
        });
      });
    });
  withExample(list, 'approvals list');
  for (const decision of ['approve', 'reject'] as const) {
    addDecision(approvals, decision);
  }
}

function addDecision(approvals: Command, decision: 'approve' | 'reject'): void {
  const command = approvals
    .command(decision)
    .description(`${decision} a call that waits; shows it first and asks`)
    .argument('<conversation>', 'its id')
    .argument('<callId>', 'the id of the call, such as c3')
    .option('--by <who>', 'who decides')
    .option('--reason <text>', 'why')
    .option(
      '--hash <prefix>',
      'decide unasked, if this is how its hash begins; 8 digits or more',
      hashPrefix,
    )
    .option('--yes', 'decide unasked');
  if (decision === 'approve') command.option('--input <json>', 'approve it with this input');
  command.action(async (conversationId: string, callId: string, options: DecisionOptions) => {
    await withStore(async (store) => {
      await connected(store, async ({ agents }) => {
        const conversation = agents.conversation(conversationId);
        const call = await pendingCall(conversation, callId, options.hash);
        await decide({ conversation, call, decision, options });
      });
    });
  });
  withExample(
    command,
    `approvals ${decision} trip-1 c3${decision === 'reject' ? ' --reason "too expensive"' : ''}`,
    `approvals ${decision} trip-1 c3 --hash 5f2c0a91 --by ada@example.com`,
  );
}

/** The store of this folder, if there is one: it knows what waits where no Worker says so. */
async function withStore(
  work: (store: ConversationStore | undefined) => Promise<void>,
): Promise<void> {
  const opened = await openStore(process.cwd(), process.env);
  try {
    await work(opened?.store);
  } finally {
    await opened?.close();
  }
}

/** Without a store, conversations are listed by Temporal, which knows all that run. */
async function connected(
  store: ConversationStore | undefined,
  work: (temporal: Connected<readonly Goal[]>) => Promise<void>,
): Promise<void> {
  const temporal = await reachTemporal(temporalSettings(process.cwd(), process.env), store);
  try {
    await work(temporal);
  } finally {
    await temporal.close();
  }
}

async function listAll(
  temporal: Connected<readonly Goal[]>,
  store: ConversationStore | undefined,
  json: boolean,
): Promise<void> {
  const { found, unanswered } = await pendingApprovals(temporal, store);
  if (json) {
    print(JSON.stringify({ approvals: found, unanswered }, null, 2));
    return;
  }
  if (found.length === 0) print('Nothing waits for approval.');
  for (const { conversationId, goalId, call, asOf } of found) {
    const known = asOf === undefined ? '' : `, as of ${asOf}: no Worker answers`;
    print(`${bold(conversationId)} ${call.callId}  ${dim(`${goalId}${known}`)}`);
    showCall(call);
  }
  for (const id of unanswered) {
    process.stderr.write(`Conversation '${id}' does not answer; start a Worker for it.\n`);
  }
}

function showCall(call: PendingApproval): void {
  const { tool, input, inputHash, expiresAt } = call;
  const until = `until ${expiresAt}, ${expiryWords(call)}`;
  print(`  ${bold(tool)}  ${dim(`hash ${inputHash.slice(0, 12)}, ${until}`)}`);
  for (const line of inputLines(input)) print(`    ${line}`);
  for (const line of peopleWords(call)) print(`  ${line}`);
}

async function decide({
  conversation,
  call,
  decision,
  options,
}: {
  readonly conversation: Conversation;
  readonly call: PendingApproval;
  readonly decision: 'approve' | 'reject';
  readonly options: DecisionOptions;
}): Promise<void> {
  const { by, reason, input: text } = options;
  const input = text === undefined ? undefined : inputIn(text);
  showCall({ ...call, ...(input === undefined ? {} : { input }) });
  await checkWanted(decision, options);
  const who = {
    ...(by === undefined ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
  };
  if (decision === 'reject') return report('Rejected', await conversation.reject(call, who));
  const answer =
    input === undefined
      ? await conversation.approve(call, who)
      : await conversation.edit(call, input, who);
  report('Approved', answer);
}

/** What is sent names the hash of what was just shown, or of what the list showed: one of the two is needed. */
async function checkWanted(decision: string, { yes, hash }: DecisionOptions): Promise<void> {
  if (yes || hash !== undefined) return;
  await confirm(decision === 'approve' ? 'Run it?' : 'Reject it?', {
    nothing: 'Nothing was decided.',
    unasked: `Add --yes, or --hash with what the list showed, to ${decision} it.`,
  });
}

function report(decided: string, { state, tools, approvals, text }: Answer): void {
  if (state === 'queued') {
    print(`${decided}; queued until a Worker is back.`);
    return;
  }
  const endings = tools.map(({ tool, outcome }) => `${tool} ${outcome}`).join(', ');
  print(`${decided}. ${endings === '' ? '' : `${endings}. `}The conversation is ${state} now.`);
  if (approvals.some(({ approvedBy = [] }) => approvedBy.length > 0)) {
    print('It runs once a second person has approved it, too.');
  }
  if (text !== '') print(printable(text));
}

function hashPrefix(text: string): string {
  if (/^[0-9a-f]{8,64}$/i.test(text)) return text;
  throw new InvalidArgumentError('It is not 8 to 64 hexadecimal digits.');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
