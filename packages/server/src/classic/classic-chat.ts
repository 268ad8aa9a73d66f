import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { callUntil, readable, type AgentClient, type Conversation } from '@durable-goals/client';
import {
  lengthRefusal,
  type ConversationStatus,
  type ConversationStore,
  type Message,
  type PendingApproval,
  signals,
} from '@durable-goals/core';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { classicHistory, type ClassicMessage } from './classic-history.js';

/** The one conversation of the classic routes. */
export interface ClassicChat {
  /** Begins it, unless it runs. @returns whether it began */
  start(): Promise<boolean>;
  /** @throws `MessageTooLong`, by its type, and `TemporalUnreachable`, as all do that change something */
  send(text: string): Promise<void>;
  /** Approves the call that was shown last, if it still waits; otherwise does nothing. */
  confirm(): Promise<void>;
  end(): Promise<void>;
  /** @returns nothing when neither a Worker nor the store can say */
  history(): Promise<readonly ClassicMessage[] | undefined>;
}

export interface ClassicParts {
  readonly agents: AgentClient;
  readonly client: Client;
  readonly store: ConversationStore;
  readonly goalId: string;
  readonly conversationId: string;
}

/** How long Temporal may take, in milliseconds: the page gives up after five seconds. */
const serverMs = 1_500;
const workerMs = 3_000;
/** How long a decision is waited for, in milliseconds; it is carried out in any case. */
const decisionMs = 1_000;
/** A second yes that comes so soon, in milliseconds, is the same one: Enter on the page's button sends two. */
const sameYesMs = 250;
/** How long a conversation that has ended may take to close, in milliseconds. */
const closingMs = 3_000;
const pageLength = 500;

type Found =
  | { readonly kind: 'running' | 'over'; readonly chainId: string | undefined }
  | { readonly kind: 'none' }
  /** Temporal does not say. */
  | { readonly kind: 'away'; readonly error: unknown };

/** Makes the conversation's classic side. */
export function classicChat(parts: ClassicParts): ClassicChat {
  const { agents, client, store, goalId, conversationId } = parts;
  const conversation: Conversation = agents.conversation(conversationId);
  let shown: PendingApproval | undefined;
  let yesAt = 0;
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other, so that two who find no conversation do not both begin one. */
  async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return await result;
  }

  async function find(): Promise<Found> {
    try {
      const about = await callUntil(client, { until: Date.now() + serverMs }, () =>
        client.workflow.getHandle(conversationId).describe(),
      );
      const chainId = about.raw.workflowExecutionInfo?.firstRunId ?? undefined;
      return { kind: about.status.name === 'RUNNING' ? 'running' : 'over', chainId };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return { kind: 'none' };
      return { kind: 'away', error: readable(error, conversationId) };
    }
  }

  /** The same, once one that people saw end has closed too: that takes its Workflow a moment more. */
  async function findSettled(): Promise<Found> {
    for (const until = Date.now() + closingMs; ;) {
      const found = await find();
      if (found.kind !== 'running' || Date.now() >= until) return found;
      const { chainId } = found;
      const ref = { conversationId, ...(chainId === undefined ? {} : { chainId }) };
      const kept = await store.conversation(ref).catch(() => undefined);
      if (kept?.status.state !== 'ended') return found;
      await sleep(50);
    }
  }

  async function begin(first?: string): Promise<void> {
    const queuedPrompts = first === undefined ? {} : { queuedPrompts: [first] };
    await agents.start(goalId, { conversationId, ...queuedPrompts });
  }

  /** @returns whether it runs, and took it */
  async function signal(name: string, ...values: readonly unknown[]): Promise<boolean> {
    try {
      await callUntil(client, { until: Date.now() + serverMs }, () =>
        client.workflow.getHandle(conversationId).signal(name, ...values),
      );
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw readable(error, conversationId);
    }
  }

  async function stored(chainId: string | undefined): Promise<Known | undefined> {
    const found = await store.conversation({
      conversationId,
      ...(chainId === undefined ? {} : { chainId }),
    });
    if (found === undefined) return undefined;
    const messages: Message[] = [];
    for (let after = 0; ;) {
      const ref = { conversationId, chainId: found.chainId };
      const page = await store.transcript(ref, { after, limit: pageLength });
      messages.push(...page.messages);
      after = page.messages.at(-1)?.seq ?? after;
      if (!page.more) return { messages, status: found.status };
    }
  }

  async function byWorker(): Promise<Known | undefined> {
    try {
      const read = Promise.all([conversation.status(), conversation.messages()]);
      const found = await Promise.race([read, sleep(workerMs)]);
      if (found === undefined || found[0].stale) return undefined;
      return { status: found[0], messages: found[1] };
    } catch {
      return undefined;
    }
  }

  async function known(found: Found): Promise<Known | undefined> {
    const chainId = 'chainId' in found ? found.chainId : undefined;
    const kept = await stored(chainId).catch(() => undefined);
    // A store that no Worker writes to, or not yet.
    if (kept === undefined || kept.status.lastSeq === 0) return (await byWorker()) ?? kept;
    // One that was terminated had no time to say so.
    return found.kind === 'over' && kept.status.state !== 'ended'
      ? { ...kept, status: { ...kept.status, state: 'ended' } }
      : kept;
  }

  return {
    start: async () =>
      await inTurn(async () => {
        const found = await findSettled();
        if (found.kind === 'away') throw found.error;
        if (found.kind === 'running') return false;
        await begin();
        return true;
      }),
    async send(text) {
      const refusal = lengthRefusal(text);
      if (refusal !== undefined) throw new RangeError(refusal.reason);
      await inTurn(async () => {
        const message = { id: randomUUID(), text };
        const found = await findSettled();
        if (found.kind === 'away') throw found.error;
        if (!(await signal(signals.userPrompt, message))) await begin(text);
      });
    },
    async confirm() {
      const call = shown;
      if (call === undefined || Date.now() - yesAt < sameYesMs) return;
      yesAt = Date.now();
      shown = undefined;
      // What is refused by now has been decided, or is not what was shown: there is nothing left to do.
      const approved = conversation.approve(call, { by: 'local' }).then(
        () => undefined,
        (error: unknown) => error,
      );
      const error = await Promise.race([approved, sleep(decisionMs)]);
      if (!(error instanceof ApplicationFailure) || error.type !== 'TemporalUnreachable') return;
      [shown, yesAt] = [call, 0];
      throw error;
    },
    async end() {
      await signal(signals.endChat);
    },
    async history() {
      const found = await find();
      if (found.kind === 'none' && (await stored(undefined).catch(() => undefined)) === undefined) {
        await inTurn(async () => await begin());
        return [];
      }
      const read = await known(found);
      if (read === undefined) return undefined;
      // Both were read one after the other: what came in between is for the next time.
      const upTo = read.messages.filter(({ seq }) => seq <= read.status.lastSeq);
      const { messages, card } = classicHistory(upTo, read.status);
      shown = card;
      return messages;
    },
  };
}

interface Known {
  readonly status: ConversationStatus;
  readonly messages: readonly Message[];
}
