import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import {
  failures,
  lengthRefusal,
  queries,
  signals,
  type ConversationStatus,
  type ConversationStore,
  type Decide,
  type Goal,
  type GoalSpec,
  type Json,
  type LatestToolCall,
  type Limits,
  type Message,
  type MessagePage,
  type PageQuery,
  type ResultStore,
  type SendMessage,
  type StoredRecordEntry,
  type StorePage,
  type TranscriptPage,
  type TranscriptQuery,
  type UpdateArguments,
  type Usage,
} from '@durable-goals/core';
import { answerOf, emptyAnswer, type Answer, type PendingCall } from './answer.js';
import { ask, type Patience } from './ask.js';
import {
  decisionOf,
  type DecisionOptions,
  type DecisionTarget,
  type SendOptions,
} from './decision.js';
import type { ResultOf } from './final-answer.js';
import { query } from './query.js';
import { checkSize, noStore } from './refusals.js';
import { isAway, isUnanswered, isUsedUp, readable } from './server-errors.js';
import { untilServerAnswers, type StatusNow } from './status.js';
import {
  isFailure,
  lastKnownStatus,
  storeMayKnow,
  takenBefore,
  transcriptPage,
  wholeOutput,
  wholeTranscript,
  wholeTurn,
} from './stored.js';
import { leaveSignal, sendSignal } from './send-signal.js';
import { whoIsAway } from './who-is-away.js';

/** How a conversation is reached. */
export interface ConversationAccess {
  readonly patience: Patience;
  /** Where it is read when Temporal cannot say. */
  readonly store?: ConversationStore;
  /** Where large results are kept whole. */
  readonly results?: ResultStore;
}

/**
 * A conversation, as its client holds it.
 *
 * Everything that is sent carries an id and counts once. When no Worker takes it within three seconds, it
 * is left as a Signal and answered `queued`.
 */
export class Conversation<G extends Goal = Goal> {
  readonly id: string;
  readonly #client: Client;
  readonly #patience: Patience;
  readonly #store: ConversationStore | undefined;
  readonly #results: ResultStore | undefined;

  constructor(client: Client, id: string, { patience, store, results }: ConversationAccess) {
    this.#client = client;
    this.id = id;
    this.#patience = patience;
    this.#store = store;
    this.#results = results;
  }

  /**
   * Sends a message and waits until the agent needs a person again.
   *
   * @throws `ApplicationFailure` of type `MessageTooLong`, `QueueFull`, `NoConversation` and the like.
   */
  async send(text: string, options: SendOptions = {}): Promise<Answer<G>> {
    // Without a Worker nobody would say so, and Temporal itself only speaks up at megabytes.
    const tooLong = lengthRefusal(text);
    if (tooLong) throw failures.refused(tooLong.type, tooLong.reason);
    const { id = randomUUID(), by } = options;
    const request = { id, text, ...(by === undefined ? {} : { by }) };
    return await this.#ask('sendMessage', request, {
      ...options,
      fallback: () => this.#leave(signals.userPrompt, request),
    });
  }

  /**
   * Approves a pending call. What runs is the input that the hash names.
   *
   * @throws `ApplicationFailure` of type `StaleApproval`, `AlreadyDecided`, `ApprovalOnHold`, `ApprovalExpired` or `UnknownCall`.
   */
  async approve(call: DecisionTarget, options: DecisionOptions = {}): Promise<Answer<G>> {
    return await this.#decide('approve', decisionOf(call, options), options);
  }

  /** Approves a pending call with another input, which is checked against the tool's schema first. */
  async edit<Call extends PendingCall<G>>(
    call: Call,
    input: Call['input'],
    options: DecisionOptions = {},
  ): Promise<Answer<G>> {
    checkSize('input', input);
    const request = { ...decisionOf(call, options), input };
    return await this.#decide('approve', request, options);
  }

  /** Rejects a pending call; the agent reads the reason. */
  async reject(call: DecisionTarget, options: DecisionOptions = {}): Promise<Answer<G>> {
    return await this.#decide('reject', decisionOf(call, options), options);
  }

  /** Says whether a call in doubt happened, and what it gave if that is known. @throws `NotInDoubt`, `NoWorker` */
  async resolve(
    callId: string,
    word: { readonly happened: boolean; readonly output?: Json } & DecisionOptions,
  ): Promise<Answer<G>> {
    const { id = randomUUID(), by, reason, happened, output } = word;
    checkSize('output', output);
    return await this.#ask(
      'resolve',
      {
        id,
        callId,
        happened,
        ...(output === undefined ? {} : { output }),
        ...(by === undefined ? {} : { by }),
        ...(reason === undefined ? {} : { reason }),
      },
      word,
    );
  }

  /** Tries the model again that the conversation waits for. @throws `NothingToRetry` */
  async retry(options: SendOptions = {}): Promise<Answer<G>> {
    return await this.#ask('retry', { id: options.id ?? randomUUID() }, options);
  }

  /** Has another model plan, from the next step on. */
  async setModel(model: string, options: SendOptions = {}): Promise<Answer<G>> {
    return await this.#ask('setModel', { id: options.id ?? randomUUID(), model }, options);
  }

  /** Adds to the limits, so that a conversation that stopped at one goes on. */
  async grant(limits: Limits, options: SendOptions = {}): Promise<Answer<G>> {
    return await this.#ask('grant', { id: options.id ?? randomUUID(), limits }, options);
  }

  /** Goes on with another goal, and keeps the conversation. */
  async changeGoal(goalId: string, options: SendOptions = {}): Promise<Answer<G>> {
    return await this.#ask('changeGoal', { id: options.id ?? randomUUID(), goalId }, options);
  }

  /** Ends the conversation; tools that run may settle. Returns once the server has it, Worker or not. */
  async end({ id = randomUUID() }: Pick<SendOptions, 'id'> = {}): Promise<void> {
    try {
      const end = { conversationId: this.id, name: signals.endChat };
      await sendSignal(this.#client, end, this.#patience);
    } catch (error) {
      // Signals that nobody understood can use up what the server allows a run; Updates go another way.
      if (!isUsedUp(error)) throw readable(error, this.id);
      await this.#ask('end', { id }, {});
    }
  }

  /**
   * What the conversation is doing. Without a Worker, or with one that takes longer than a moment: what the
   * store and the server know, marked `stale`.
   *
   * @throws `NoConversation` when there never was one, `TemporalUnreachable` when the server is away.
   */
  async status(): Promise<StatusNow> {
    const left = new AbortController();
    const { signal } = left;
    const asked = this.#stateBy(signal);
    try {
      const soon = await Promise.race([
        asked,
        sleep(this.#patience.statusMs, undefined, { signal }),
      ]);
      if (soon !== undefined) return soon;
      const known = lastKnownStatus(this.#client, this.id, { ...this.#known, signal });
      // The Worker's own word is the better one, if it comes after all.
      return await Promise.race([known, asked.then((status) => status ?? known)]);
    } finally {
      left.abort();
    }
  }

  get #known() {
    return { store: this.#store, serverMs: this.#patience.serverMs };
  }

  /** What a Worker says; nothing, when none does in time. @throws `NoConversation` */
  async #stateBy(signal: AbortSignal): Promise<ConversationStatus | undefined> {
    const until = Date.now() + this.#patience.acceptMs;
    try {
      const asked = { conversationId: this.id, name: queries.state };
      return await query<ConversationStatus>(this.#client, asked, { until, signal });
    } catch (error) {
      const reason = readable(error, this.id);
      if (this.#store === undefined && isFailure(reason, 'NoConversation')) throw reason;
      return undefined;
    }
  }

  /**
   * The transcript after a message, all of it, oldest first: from the store where the Workflow does not have it any
   * more, and where there is no Worker. Without a store, what the Workflow still has.
   *
   * @throws `NoConversation`, `NoWorker`
   */
  async messages(after = 0): Promise<readonly Message[]> {
    const kept = this.#keptMessages(after);
    if (this.#store === undefined) return await kept;
    const where = { client: this.#client, conversationId: this.id, after };
    return await wholeTranscript(this.#store, where, kept);
  }

  /** A page of the transcript from its start on, at most one step behind. @throws `NoConversation`, `NoWorker` without a store */
  async transcript(page: TranscriptQuery = {}): Promise<TranscriptPage> {
    return await transcriptPage(this.#store, { conversationId: this.id, ...page }, (after) =>
      this.#query<MessagePage>(queries.messages, { after }),
    );
  }

  /** What a settled call gave, whole; `undefined` when it gave nothing. @throws `ResultNotKept` when only its beginning is left */
  async toolOutput(callId: string): Promise<Json | undefined> {
    const message =
      (await this.#store?.toolMessage({ conversationId: this.id }, callId)) ??
      (await this.messages()).find(({ toolResult }) => toolResult?.callId === callId);
    return await wholeOutput(this.#results, message);
  }

  /** Who decided, asked or tried what, refused attempts included, oldest first. @throws `NoStore` */
  async record(page: PageQuery = {}): Promise<StorePage<StoredRecordEntry>> {
    if (this.#store === undefined) throw noStore('The record of a conversation');
    return await this.#store.record({ conversationId: this.id }, page);
  }

  async #keptMessages(after: number): Promise<readonly Message[]> {
    const messages: Message[] = [];
    for (let from = after; ;) {
      const page = await this.#query<MessagePage>(queries.messages, { after: from });
      messages.push(...page.messages);
      from = messages.at(-1)?.seq ?? from;
      if (!page.more) return messages;
    }
  }

  /** The calls that wait for a decision; without a Worker, those that the store knows of. */
  async approvals(): Promise<readonly PendingCall<G>[]> {
    try {
      return await this.#query<readonly PendingCall<G>[]>(queries.approvals);
    } catch (error) {
      if (this.#store === undefined || !storeMayKnow(error)) throw error;
      const { approvals } = await lastKnownStatus(this.#client, this.id, this.#known);
      return approvals as unknown as readonly PendingCall<G>[];
    }
  }

  async latestToolCall(): Promise<LatestToolCall | null> {
    return await this.#query<LatestToolCall | null>(queries.latestToolCall);
  }

  /** The goal as this conversation recorded it, or `null` while it is looked up. */
  async goal(): Promise<GoalSpec | null> {
    return await this.#query<GoalSpec | null>(queries.goal);
  }

  async usage(): Promise<Usage> {
    return await this.#query<Usage>(queries.usage);
  }

  /**
   * Waits until the conversation is in one of the states, or in any but `working`.
   *
   * @returns the status; the last one, when the time is over first.
   */
  async waitFor(
    states: readonly ConversationStatus['state'][] = [
      'awaiting-user',
      'awaiting-approval',
      'in-doubt',
      'waiting-for-model',
      'ended',
    ],
    { timeoutMs = this.#patience.answerMs }: { readonly timeoutMs?: number } = {},
  ): Promise<StatusNow> {
    const until = Date.now() + timeoutMs;
    let wasStale = false;
    for (let pauseMs = 25; ; pauseMs = Math.min(pauseMs * 1.5, 1_000)) {
      const status = await this.status();
      // A Worker is back, and does at once what waited for it.
      if (wasStale && !status.stale) pauseMs = 25;
      wasStale = status.stale === true;
      if ((!status.stale && states.includes(status.state)) || Date.now() + pauseMs > until)
        return status;
      if (status.state === 'ended' && states.includes('ended')) return status;
      await sleep(pauseMs);
    }
  }

  /**
   * Waits for the end, through absences of the server that are shorter than the patience for an answer.
   *
   * @throws Temporal's `WorkflowFailedError` when the conversation failed or was cancelled; `TemporalUnreachable`
   */
  async result(): Promise<ResultOf<G>> {
    const handle = this.#client.workflow.getHandle(this.id);
    for (;;) {
      try {
        return (await handle.result()) as ResultOf<G>;
      } catch (error) {
        if (!isAway(error)) throw error;
        await untilServerAnswers(this.#client, this.id, this.#patience);
      }
    }
  }

  async #decide(
    decision: 'approve' | 'reject',
    request: UpdateArguments['approve'],
    options: SendOptions,
  ): Promise<Answer<G>> {
    return await this.#ask(decision, request, {
      ...options,
      fallback: () => this.#leave(signals.decide, { ...request, decision }),
    });
  }

  async #ask<Name extends keyof UpdateArguments>(
    name: Name,
    request: UpdateArguments[Name],
    {
      timeoutMs,
      onceTakenMs,
      fallback,
    }: Pick<SendOptions, 'timeoutMs' | 'onceTakenMs'> & { readonly fallback?: () => Promise<void> },
  ): Promise<Answer<G>> {
    const patience = {
      ...this.#patience,
      ...(timeoutMs === undefined ? {} : { answerMs: timeoutMs }),
      ...(onceTakenMs === undefined ? {} : { onceTakenMs }),
    };
    const asked = { conversationId: this.id, name, request };
    const turn = await ask(this.#client, asked, patience).catch((error: unknown) =>
      takenBefore(this.#store, { client: this.#client, ...asked }, error),
    );
    if (turn === 'unanswered') return emptyAnswer('working');
    if (turn !== 'not-taken') {
      const where = { client: this.#client, conversationId: this.id };
      return answerOf<G>(name === 'sendMessage' ? await wholeTurn(this.#store, where, turn) : turn);
    }
    if (fallback === undefined) throw await whoIsAway(this.#client, asked, this.#patience);
    await fallback();
    return emptyAnswer('queued');
  }

  async #leave(name: string, value: SendMessage | Decide): Promise<void> {
    const left = { conversationId: this.id, name, value };
    await leaveSignal(this.#client, left, this.#patience);
  }

  async #query<Value>(name: string, ...values: readonly unknown[]): Promise<Value> {
    try {
      const end = { until: Date.now() + this.#patience.acceptMs };
      const asked = { conversationId: this.id, name, args: values };
      return await query<Value>(this.#client, asked, end);
    } catch (error) {
      if (!isUnanswered(error)) throw readable(error, this.id);
      throw await whoIsAway(this.#client, { conversationId: this.id, name }, this.#patience);
    }
  }
}
