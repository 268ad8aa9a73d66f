import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError, WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import {
  queries,
  type ConversationStatus,
  type Turn,
  type UpdateArguments,
} from '@durable-goals/core';
import { query } from './query.js';
import { noConversation } from './refusals.js';
import {
  callUntil,
  isAway,
  isExhausted,
  isTaskLost,
  isTimeout,
  isUsedUp,
  readable,
} from './server-errors.js';

/** How long to wait, in milliseconds. */
export interface Patience {
  /** For a Worker to take the request. @defaultValue 3,000 */
  readonly acceptMs: number;
  /** For the turn to need a person. @defaultValue 120,000 */
  readonly answerMs: number;
  /** For a Worker to say how a conversation stands, before the store is asked. @defaultValue 1,500 */
  readonly statusMs: number;
  /** For the server to say whether a conversation runs. @defaultValue 3,000 */
  readonly serverMs: number;
  /** For the server to keep what no Worker took, or an end. @defaultValue 5,000 */
  readonly keepMs: number;
  /** For the server to begin a conversation. @defaultValue 10,000 */
  readonly beginMs: number;
}

/** How long one request waits. */
export interface AskPatience extends Pick<Patience, 'acceptMs' | 'answerMs'> {
  /** For the answer once the request was taken, in milliseconds; no longer than `answerMs` in all. */
  readonly onceTakenMs?: number;
}

/** What is asked of which conversation. */
export interface Ask<Name extends keyof UpdateArguments> {
  readonly conversationId: string;
  readonly name: Name;
  readonly request: UpdateArguments[Name];
}

/**
 * Sends an Update until its turn is answered: the same id again whenever the run handed over, the server
 * lost it, went away or asked for patience. The conversation takes an id once and answers it with its own turn.
 *
 * @returns `'not-taken'` when no Worker took it in time, `'unanswered'` when the turn took too long.
 * @throws the conversation's refusal, as an `ApplicationFailure`.
 */
export async function ask<Name extends keyof UpdateArguments>(
  client: Client,
  what: Ask<Name>,
  { acceptMs, answerMs, onceTakenMs = Infinity }: AskPatience,
): Promise<Turn | 'not-taken' | 'unanswered'> {
  let until = Date.now() + answerMs;
  let taken = false;
  let acceptBy = Math.min(Date.now() + acceptMs, until);
  const onTaken = (): number => {
    if (!taken) until = Math.min(until, Date.now() + onceTakenMs);
    taken = true;
    return until;
  };
  for (let round = 0; ; round += 1) {
    try {
      const times = { acceptBy: taken ? until : acceptBy, answerBy: until, onTaken };
      // Where the time begins with that, it has to be known when it was taken.
      const turn = await (onceTakenMs < Infinity ? inTwoCalls : inOneCall)(client, what, times);
      // Too many callers wait in the conversation already; this one watches from outside for its turn.
      if (turn.state === 'working') await turnToEnd(client, { ...what, turn: turn.turn }, until);
      else if (turn.state !== 'continued') return turn;
      // The next run is there already; a caller who dawdles finds the turn over, and its messages let go of.
      round = 0;
    } catch (error) {
      if (!isWorthAnotherTry(error)) throw readable(error, what.conversationId);
      if (error instanceof WorkflowNotFoundError) await checkRunning(client, what.conversationId);
      // Something took it, or will: only an absence counts against the time for that.
      const isAbsence = isAway(error) || isTimeout(error) || isTaskLost(error);
      if (!isAbsence) acceptBy = Math.min(Date.now() + acceptMs, until);
    }
    if (Date.now() >= (taken ? until : acceptBy)) return taken ? 'unanswered' : 'not-taken';
    await sleep(Math.min(50 * 2 ** Math.min(round, 5), 1_000));
  }
}

/** Until when one Update is waited for, in milliseconds since the epoch. */
interface Times {
  readonly acceptBy: number;
  readonly answerBy: number;
  /** @returns until when the answer is waited for now. */
  readonly onTaken: () => number;
}

/** Sends an Update and waits for its answer in the same call; only one that takes its time is asked if it was taken. */
async function inOneCall<Name extends keyof UpdateArguments>(
  client: Client,
  what: Ask<Name>,
  { acceptBy, answerBy, onTaken }: Times,
): Promise<Turn> {
  const { handle, name, update } = updateOf(client, what);
  const over = new AbortController();
  const { signal } = over;
  const answered = callUntil(client, { until: answerBy, signal }, () =>
    handle.executeUpdate<Turn, [UpdateArguments[Name]]>(name, update),
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, (acceptBy - Date.now()) / 2));
  });
  const takenAndAnswered = async (): Promise<Turn> => {
    // An answer that comes before says by itself that it was taken.
    await late;
    // The server knows it by its id, and says only how far it is.
    await callUntil(client, { until: acceptBy, signal }, () =>
      handle.startUpdate<Turn, [UpdateArguments[Name]]>(name, {
        ...update,
        waitForStage: 'ACCEPTED',
      }),
    );
    onTaken();
    return await answered;
  };
  try {
    return await Promise.race([answered, takenAndAnswered()]);
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}

async function inTwoCalls<Name extends keyof UpdateArguments>(
  client: Client,
  what: Ask<Name>,
  { acceptBy, onTaken }: Times,
): Promise<Turn> {
  const { handle, name, update } = updateOf(client, what);
  const started = await callUntil(client, { until: acceptBy }, () =>
    handle.startUpdate<Turn, [UpdateArguments[Name]]>(name, {
      ...update,
      waitForStage: 'ACCEPTED',
    }),
  );
  const until = onTaken();
  return await callUntil(client, { until }, () => started.result());
}

function updateOf<Name extends keyof UpdateArguments>(
  client: Client,
  { conversationId, name, request }: Ask<Name>,
) {
  // A new Update each time: the server would repeat the answer that an old one got in this run, while the conversation
  // knows the request by its own id. History has an Update's id four times, so it is short.
  const updateId = randomBytes(9).toString('base64url');
  const args: [UpdateArguments[Name]] = [request];
  return { handle: client.workflow.getHandle(conversationId), name, update: { args, updateId } };
}

/** Some servers say of an ended conversation, too, that its Update was not found. @throws `NoConversation` */
async function checkRunning(client: Client, conversationId: string): Promise<void> {
  try {
    const { status } = await callUntil(client, { until: Date.now() + 3_000 }, () =>
      client.workflow.getHandle(conversationId).describe(),
    );
    if (status.name === 'RUNNING') return;
  } catch (error) {
    // Whoever asks on will be told.
    if (isAway(error) || isTimeout(error)) return;
    throw readable(error, conversationId);
  }
  throw noConversation(conversationId);
}

/** Waits, by Queries, which leave no history, until a turn needs a person or is over. */
async function turnToEnd(
  client: Client,
  { conversationId, turn }: { readonly conversationId: string; readonly turn: number },
  until: number,
): Promise<void> {
  for (let pauseMs = 50; Date.now() < until; pauseMs = Math.min(pauseMs * 1.5, 500)) {
    await sleep(pauseMs);
    try {
      const asked = { conversationId, name: queries.state };
      const status = await query<ConversationStatus>(client, asked, { until: Date.now() + 3_000 });
      // Ended or in doubt, it may never come to this turn: the conversation says so when asked again.
      if (status.turn > turn || status.state !== 'working') return;
    } catch (error) {
      // Without a Worker there is no answer to a Query; the Update that follows waits for one.
      if (!isTimeout(error)) return;
    }
  }
}

function isWorthAnotherTry(error: unknown): boolean {
  if (isTaskLost(error)) return true;
  if (error instanceof WorkflowUpdateFailedError) {
    const { cause } = error;
    return cause instanceof ApplicationFailure && cause.type === 'AcceptedUpdateCompletedWorkflow';
  }
  // The Workflow took the Update, but the server's memory of it was lost with a shard or a run.
  if (error instanceof WorkflowNotFoundError) return /update .*not found/i.test(error.message);
  // A call that was cut short is none whose time was over.
  return [isExhausted, isUsedUp, isAway, isTimeout].some((is) => is(error));
}
