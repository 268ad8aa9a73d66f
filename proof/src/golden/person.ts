import type { Conversation, StatusNow } from '@durable-goals/client';
import type { CallInDoubt, JsonObject, PendingApproval } from '@durable-goals/core';
import { isFailure } from '../../../packages/client/src/stored.js';
import { outputOf } from './goal.js';
import type { Ledger } from './ledger.js';
import type { GoldenLine } from './script.js';

/** What a person did in a conversation that is not in its transcript. */
export interface PersonsPart {
  /** Calls in doubt that the person was shown, and settled; those of a sub-agent by their path. */
  readonly settled: readonly string[];
}

/** What a person knows and looks at. */
export interface PersonsMeans {
  readonly lines: readonly GoldenLine[];
  /** What the tools of a conversation did. */
  readonly ledgerOf: (conversationId: string) => Ledger;
}

const by = 'ada@example.com';
/** Once the guests are counted, there are more of them. */
const edits: Readonly<Record<string, JsonObject>> = {
  BookVenue: { venue: 'Linden Hall', guests: 45 },
  OrderBuffet: { guests: 45 },
};
const rejections: Readonly<Record<string, string>> = {
  CancelBand: 'They play for free.',
  CancelCook: 'He is a friend.',
};

/**
 * Holds the golden conversation as its person: looks where it stands and does what is due, until it has ended.
 * Everything carries an id of its own, so it counts once however often it is sent.
 *
 * @throws when it has not ended in time, or waits for somebody else.
 */
export async function holdAsPerson(
  chat: Conversation,
  { lines, ledgerOf }: PersonsMeans,
  { timeoutMs = 90_000 }: { readonly timeoutMs?: number } = {},
): Promise<PersonsPart> {
  const until = Date.now() + timeoutMs;
  const settled: string[] = [];
  let said = 0;

  async function step(status: StatusNow): Promise<void> {
    const [approval] = status.approvals;
    const [doubt] = status.inDoubt;
    if (status.state === 'awaiting-approval' && approval) {
      await decide(chat, approval);
    } else if (status.state === 'in-doubt' && doubt) {
      // Before it is sent: it may be taken though no answer comes back.
      if (!settled.includes(doubt.callId)) settled.push(doubt.callId);
      await settle(chat, doubt, ledgerOf(doubt.subAgent?.conversationId ?? chat.id));
    } else if (status.state === 'awaiting-user' && said < lines.length) {
      said += await say(chat, said, lines);
    } else if (!goesOnByItself(status)) {
      throw new Error(`The conversation is '${status.state}' (${JSON.stringify(status)}).`);
    }
  }

  for (;;) {
    const status = await chat.status();
    if (status.state === 'ended') return { settled };
    if (Date.now() > until) throw new Error(`It has not ended in time: ${JSON.stringify(status)}.`);
    try {
      await step(status);
    } catch (error) {
      // The Worker is gone and the next one not there yet: the same is sent again, under the same id. Or what was sent
      // counted, nobody heard so, and the conversation went on to its end: whoever looks again sees that.
      if (!isFailure(error, 'NoWorker', 'NoConversation')) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

/** On a busy machine a Worker may seem to be gone: its step is tried again unasked, at the time that is said. */
function goesOnByItself({ state, waiting }: StatusNow): boolean {
  if (state === 'waiting-for-model') return waiting?.until !== undefined;
  return state === 'working' || state === 'ended';
}

/** Says a line, and the next one as well when that shall not wait. @returns how many were said. */
async function say(
  chat: Conversation,
  index: number,
  lines: readonly GoldenLine[],
): Promise<number> {
  const text = (at: number): string => lines[at]?.text ?? '';
  const first = chat.send(text(index), { id: `line-${index + 1}` });
  if (!lines[index]?.nextWithoutWaiting) {
    await first;
    return 1;
  }
  const over = first.then(() => true);
  const aMoment = (): Promise<false> =>
    new Promise((resolve) => setTimeout(() => resolve(false), 40));
  const isAtWork = async (): Promise<boolean> => (await chat.status()).running.length > 0;
  while (!(await Promise.race([over, aMoment()])) && !(await isAtWork()));
  await Promise.all([over, chat.send(text(index + 1), { id: `line-${index + 2}` })]);
  return 2;
}

async function decide(chat: Conversation, call: PendingApproval): Promise<void> {
  const { tool, callId } = call;
  const id = `decide-${callId}`;
  const reason = rejections[tool];
  const edited = edits[tool];
  if (reason !== undefined) await chat.reject(call, { id, by, reason });
  else if (edited !== undefined) await chat.edit(call as never, edited as never, { id, by });
  else await chat.approve(call, { id, by });
}

/** Looks whether it happened, does it by hand if not, and says that it is done. */
async function settle(
  chat: Conversation,
  { callId: path, tool, input }: CallInDoubt,
  ledger: Ledger,
): Promise<void> {
  const callId = path.slice(path.lastIndexOf('.') + 1);
  const output = outputOf(tool, input);
  if (ledger.executions().every((execution) => execution.callId !== callId)) {
    const effect = 'unsafe';
    ledger.execute({ tool, effect, callId, key: '', attempt: 0, input, output, byHand: true });
  }
  const id = `settle-${path}`;
  await chat.resolve(path, { id, happened: true, output, by });
}
