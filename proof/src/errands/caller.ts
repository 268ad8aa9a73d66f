import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Conversation } from '@durable-goals/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Ledger } from './ledger.js';

/** A person with errands, who says everything again, with the same id, until it is answered. */
export interface Caller {
  readonly chat: Conversation;
  readonly ledger: Ledger;
  /** When patience is over, in milliseconds since the epoch. */
  readonly until: number;
  /** What went on, counted: resends, clear errors, doubts. */
  readonly count: (what: 'resent' | 'clear errors' | 'in doubt') => void;
}

/** Failures that say plainly that it was not answered and may be sent again. */
const clearErrors = new Set(['TemporalUnreachable', 'NoWorker']);

/**
 * Has errands done one after the other, then says goodbye.
 *
 * @throws when an answer is not the own one, an error is not a clear one, or patience is over.
 */
export async function doErrands(caller: Caller, errands: readonly string[]): Promise<void> {
  for (const errand of errands) {
    const { text } = await say(caller, errand);
    if (text !== `Done: ${errand}.`) {
      throw new Error(`'${errand}' was answered with '${text}', which is not its own answer.`);
    }
  }
  await persist(caller, `the end of '${caller.chat.id}'`, async () => {
    const bye = `${caller.chat.id} bye`;
    const answer = await caller.chat.send(bye, { id: `${caller.chat.id}-bye` }).catch(endedBefore);
    return answer === 'ended' || answer.state === 'ended' ? true : undefined;
  });
}

/** The goodbye was taken, its answer was lost, and there is nobody left to say it to. */
function endedBefore(error: unknown): 'ended' {
  if (error instanceof ApplicationFailure && error.type === 'NoConversation') return 'ended';
  throw error;
}

/** Says a message and settles what it leads to, until the turn is over. */
async function say(caller: Caller, text: string): Promise<Answer> {
  const { chat } = caller;
  return await persist(caller, `'${text}'`, async () => {
    let answer = await chat.send(text, { id: text, timeoutMs: 20_000 });
    for (;;) {
      const [call] = answer.approvals;
      const [doubt] = answer.inDoubt;
      if (answer.state === 'awaiting-approval' && call !== undefined) {
        answer = await chat.approve(call, { id: `yes-${call.callId}`, timeoutMs: 20_000 });
      } else if (answer.state === 'in-doubt' && doubt !== undefined) {
        caller.count('in doubt');
        answer = await chat.resolve(doubt.callId, {
          id: `word-${doubt.callId}`,
          ...wordOn(caller, doubt.callId),
          timeoutMs: 20_000,
        });
      } else {
        break;
      }
    }
    return answer.state === 'awaiting-user' ? answer : undefined;
  });
}

/** What a person finds who looks into the ledger. */
function wordOn({ chat, ledger }: Caller, callId: string) {
  const happened = ledger
    .read()
    .some(
      (entry) =>
        entry.kind === 'effect' && entry.conversationId === chat.id && entry.callId === callId,
    );
  return { happened, by: 'ada@example.com' };
}

/** Tries until there is a result; an error ends that unless it plainly says to try again. */
export async function persist<Result>(
  { until, count }: Pick<Caller, 'until' | 'count'>,
  what: string,
  attempt: () => Promise<Result | undefined>,
): Promise<Result> {
  for (let reason = 'no answer'; ;) {
    try {
      const result = await attempt();
      if (result !== undefined) return result;
      count('resent');
    } catch (error) {
      if (!(error instanceof ApplicationFailure) || !clearErrors.has(error.type ?? '')) {
        throw new Error(`${what} got an unclear error`, { cause: error });
      }
      count('clear errors');
      reason = error.message;
    }
    if (Date.now() > until) throw new Error(`${what} was not answered in time: ${reason}`);
    await sleep(500);
  }
}
