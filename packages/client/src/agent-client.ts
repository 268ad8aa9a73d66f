import { randomUUID } from 'node:crypto';
import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type Client,
} from '@temporalio/client';
import {
  agentWorkflowType,
  failures,
  lengthRefusal,
  startArguments,
  type AgentStart,
  type ConversationStore,
  type Goal,
  type PendingCalls,
  type Registry,
  type ResultStore,
} from '@durable-goals/core';
import type { Patience } from './ask.js';
import { Conversation, type ConversationAccess } from './conversation.js';
import {
  listedByStore,
  listedByTemporal,
  type ListedConversation,
  type ListQuery,
} from './list.js';
import type { FinalAnswer } from './final-answer.js';
import { noStore, otherGoal, otherMode, otherOwner } from './refusals.js';
import { Run } from './run.js';
import { callUntil, readable } from './server-errors.js';
import { startMetadata } from './start-metadata.js';

/** The default Task Queue of Workers and clients. */
export const defaultTaskQueue = 'agent-task-queue';

export interface AgentClientOptions<Goals extends readonly Goal[]> {
  /** A Temporal client, with the user's own data converter if there is one. */
  readonly client: Client;
  /** @defaultValue 'agent-task-queue' */
  readonly taskQueue?: string;
  /** When given, an unknown goal id is refused here rather than by a Worker. */
  readonly goals?: Goals | Registry<Goals>;
  readonly patience?: Partial<Patience>;
  /** Where the Worker writes conversations to: they can then be read without a Worker, and for good. */
  readonly store?: ConversationStore;
  /** Where the Worker keeps results that are too large for a conversation. */
  readonly results?: ResultStore;
}

/** What a conversation may begin with, besides its goal. */
export type StartOptions = Partial<
  Pick<AgentStart, 'owner' | 'messages' | 'summary' | 'queuedPrompts' | 'model' | 'limits'>
> & {
  /** @defaultValue a random one of 122 bits */
  readonly conversationId?: string;
  /** Never begins a second conversation under the id: one that has ended is found, too. */
  readonly once?: true;
  /** Makes the beginning count once: sent again, it finds the conversation that it began, also when that has ended since. */
  readonly requestId?: string;
};

/** What makes a beginning count once. */
interface Counting {
  readonly once: true | undefined;
  readonly requestId: string | undefined;
}

/** What a run may begin with, besides its goal and its question. */
export type RunOptions = Omit<StartOptions, 'queuedPrompts'>;

/** So that keys made of it stay within what services such as Stripe take. */
const longestId = 200;

/** The goals that an id may name: one of them, unless the ids are not known as types. */
export type GoalOf<Goals extends readonly Goal[], Id extends string> = GoalWith<Goals[number], Id>;

type GoalWith<G extends Goal, Id extends string> = G extends Goal
  ? [G['id'] & Id] extends [never]
    ? never
    : G
  : never;

/**
 * Starts and finds conversations. Typed by the Worker's goals: `new AgentClient<typeof goals>({ client })`.
 */
export class AgentClient<const Goals extends readonly Goal[] = readonly Goal[]> {
  readonly #options: AgentClientOptions<Goals>;
  readonly #patience: Patience;

  constructor(options: AgentClientOptions<Goals>) {
    this.#options = options;
    this.#patience = {
      acceptMs: 3_000,
      answerMs: 120_000,
      statusMs: 1_500,
      serverMs: 3_000,
      keepMs: 5_000,
      beginMs: 10_000,
      ...options.patience,
    };
  }

  /**
   * Starts a conversation, or finds the running one with that id and goal; an id whose conversation has
   * ended begins a new one.
   *
   * @throws `UnknownGoal` when the client knows the goals and this is none of them.
   * @throws `OtherGoal` when the id runs another goal, `OtherOwner` when it is somebody else's.
   * @throws `TemporalUnreachable` when the server is away for ten seconds, or `beginMs`; the conversation may have begun.
   */
  async start<Id extends Goals[number]['id']>(
    goalId: Id,
    {
      conversationId = `conversation-${randomUUID()}`,
      once,
      requestId,
      ...start
    }: StartOptions = {},
  ): Promise<Conversation<GoalOf<Goals, Id>>> {
    const input = { goalId, mode: 'chat', ...start } as const;
    await this.#begin(conversationId, input, { once, requestId });
    return this.#conversation(conversationId);
  }

  /**
   * Has a goal go on by itself until its final answer, and returns that. While it runs, what a person says to the
   * conversation under its id is taken up between two steps, and calls that need it wait for approval.
   *
   * @throws `ApplicationFailure` of type `RunStopped` when it ends without an answer: at a limit, or by a person.
   * @throws what `start` throws, and the signal's reason when it is aborted, which cancels the run.
   */
  async run<Id extends Goals[number]['id']>(
    goalId: Id,
    question: string,
    { signal, ...options }: RunOptions & { readonly signal?: AbortSignal } = {},
  ): Promise<FinalAnswer<GoalOf<Goals, Id>>> {
    signal?.throwIfAborted();
    const run = await this.startRun(goalId, question, options);
    if (signal === undefined) return await run.answer();
    const cancel = (): void => void run.cancel().catch(() => undefined);
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      return await run.answer();
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  /**
   * The same without waiting for the answer, which `answer()` of what this returns does. An id that runs the goal
   * already gives that run, and its question stays what it was.
   *
   * @throws what `start` throws, and `MessageTooLong`.
   */
  async startRun<Id extends Goals[number]['id']>(
    goalId: Id,
    question: string,
    { conversationId = `run-${randomUUID()}`, once, requestId, ...start }: RunOptions = {},
  ): Promise<Run<GoalOf<Goals, Id>>> {
    const tooLong = lengthRefusal(question);
    if (tooLong) throw failures.refused(tooLong.type, tooLong.reason);
    const input = { goalId, mode: 'run', queuedPrompts: [question], ...start } as const;
    await this.#begin(conversationId, input, { once, requestId });
    return new Run(this.#options.client, conversationId, this.#access());
  }

  /** Starts a Workflow, or finds the one of the same goal and mode that runs under the id. */
  async #begin(conversationId: string, input: AgentStart, counts: Counting): Promise<void> {
    const { goalId, mode, owner } = input;
    this.#checkGoal(goalId);
    if (conversationId === '' || conversationId.length > longestId) {
      throw failures.startRefused(
        `its id has ${conversationId.length} characters, not 1 to ${longestId}`,
      );
    }
    const { client } = this.#options;
    try {
      const until = Date.now() + this.#patience.beginMs;
      const { memo } = await callUntil(client, { until }, async () => {
        const begun = await this.#begunBy(conversationId, counts);
        if (begun !== undefined) return begun;
        await this.#startOrFind(conversationId, input, counts);
        return await client.workflow.getHandle(conversationId).describe();
      });
      const running = memo?.['goalId'];
      if (owner !== undefined && memo?.['owner'] !== owner) {
        throw otherOwner(conversationId);
      }
      if (typeof running === 'string' && running !== goalId) {
        throw otherGoal(conversationId, { running, wanted: goalId });
      }
      const runningMode = memo?.['mode'] === 'run' ? 'run' : 'chat';
      if (running !== undefined && runningMode !== mode)
        throw otherMode(conversationId, runningMode);
    } catch (error) {
      throw readable(error, conversationId);
    }
  }

  /** The newest conversation under an id, if this very request began it. */
  async #begunBy(conversationId: string, { requestId }: Counting) {
    if (requestId === undefined) return undefined;
    try {
      const about = await this.#options.client.workflow.getHandle(conversationId).describe();
      return about.memo?.['requestId'] === requestId ? about : undefined;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }

  async #startOrFind(
    workflowId: string,
    input: AgentStart,
    { once, requestId }: Counting,
  ): Promise<void> {
    const { client, taskQueue = defaultTaskQueue } = this.#options;
    const { args, memo } = startArguments(input);
    try {
      await client.workflow.start(agentWorkflowType, {
        workflowId,
        taskQueue,
        workflowIdConflictPolicy: 'USE_EXISTING',
        ...(once ? { workflowIdReusePolicy: 'REJECT_DUPLICATE' } : {}),
        args,
        memo: { ...memo, ...(requestId === undefined ? {} : { requestId }) },
        ...startMetadata(
          input,
          this.#goals()?.find(({ id }) => id === input.goalId),
        ),
      });
    } catch (error) {
      if (!once || !(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }

  /** The conversation with that id, without looking whether it is there. */
  conversation(conversationId: string): Conversation<Goals[number]> {
    return this.#conversation(conversationId);
  }

  /** The run with that id, without looking whether it is there. */
  runOf(conversationId: string): Run<Goals[number]> {
    return new Run(this.#options.client, conversationId, this.#access());
  }

  #conversation<G extends Goal>(conversationId: string): Conversation<G> {
    return new Conversation(this.#options.client, conversationId, this.#access());
  }

  #access(): ConversationAccess {
    const { store, results } = this.#options;
    return {
      patience: this.#patience,
      ...(store === undefined ? {} : { store }),
      ...(results === undefined ? {} : { results }),
    };
  }

  /**
   * Conversations, newest first: those of the store when there is one, else as Temporal's visibility lists them, a
   * moment behind and as long as it retains them.
   *
   * @throws `TemporalUnreachable`, `StoreUnavailable`
   */
  async *list(query: ListQuery = {}): AsyncGenerator<ListedConversation> {
    const { client, store } = this.#options;
    if (store === undefined) yield* listedByTemporal(client, query);
    else yield* listedByStore(store, query);
  }

  /**
   * Conversations in which a call waits for a person, the one that waits longest first. It takes no Worker.
   *
   * @throws `NoStore`
   */
  async *pending(): AsyncGenerator<PendingCalls> {
    const { store } = this.#options;
    if (store === undefined) throw noStore('The list of what waits for people');
    for (let after: string | undefined; ;) {
      const page = await store.pending(after === undefined ? {} : { after });
      yield* page.items;
      if (page.next === undefined) return;
      after = page.next;
    }
  }

  #checkGoal(goalId: string): void {
    const ids = this.#goals()?.map(({ id }) => id);
    if (ids?.includes(goalId) === false) throw failures.unknownGoal(goalId, ids);
  }

  #goals(): readonly Goal[] | undefined {
    const { goals } = this.#options;
    return goals !== undefined && 'ids' in goals ? goals.goals : goals;
  }
}
