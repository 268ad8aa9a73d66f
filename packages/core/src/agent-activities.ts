import type { GoalSpec, ToolSpec } from './goal-spec.js';
import type { Json, JsonObject } from './json.js';
import type { Message, Next } from './message.js';
import type { ApprovalNotice } from './approval-notice.js';
import type { ConversationUpdate } from './conversation-store.js';
import type { RawAnswer, Situation, TranscriptEntry } from './model.js';
import type { WholeResult } from './result-store.js';
import type { Effect } from './tool.js';
import type { Stretch } from './stretch.js';

/**
 * The Activities that the agent Workflow calls, apart from the tools themselves.
 *
 * Each is registered under its name with the prefix `durableGoals.`, which no tool can have.
 */
export interface AgentActivities {
  /** Finds a goal in this Worker's registry; recorded, so the conversation keeps what it started with. */
  resolveGoal(request: ResolveGoalRequest): Promise<GoalSpec>;
  /** Finds a goal as `resolveGoal` does and, where the goal says nothing that had to be known before, plans the greeting at once. */
  greet(request: GreetRequest): Promise<GreetReply>;
  /** Checks the person's message and plans the next step, side by side. */
  plan(request: PlanRequest): Promise<PlanReply>;
  /** Checks an edited input against the tool's schema and hashes it. */
  checkInput(request: CheckInputRequest): Promise<CheckInputReply>;
  /** Sums up the older part of a conversation. */
  summarize(request: SummarizeRequest): Promise<SummarizeReply>;
  /** Writes what the store is not known to have; before a run hands over, and at the end. */
  record(update: ConversationUpdate): Promise<RecordReply>;
  /** Tells the Worker's hook that a call waits for approval. */
  notifyApproval(notice: ApprovalNotice): Promise<void>;
  /** Asks a tool whether a call happened whose result was lost. */
  verify(request: ToolRequest): Promise<VerifyReply>;
}

/** Where the names of the framework's own Activities begin. */
export const activityPrefix = 'durableGoals.';

/** The failure's type of an attempt on a Worker that does not have the tool: nothing happened there. */
export const toolNotOnWorker = 'ToolNotOnWorker';

/** The failure's type of an attempt on a Worker that has the tool in other versions only: nothing happened there. */
export const toolVersionMissing = 'ToolVersionMissing';

/** Names a recorded goal; `spec` comes along only after the Worker asked for it. */
export interface GoalReference {
  readonly id: string;
  readonly hash: string;
  readonly spec?: GoalSpec;
}

/** This Worker does not have what the request only names; ask again, with all of it. */
export interface NeedSpec {
  readonly kind: 'need-spec';
  /** What it lacks. @defaultValue the goal, of which its registry holds another version */
  readonly needs?: 'transcript';
  /** What earlier attempts finished and used, to be sent along with all the rest. */
  readonly progress?: JsonObject;
}

/** What a failed model call says besides its type and words, in the failure's first detail, beside the `StepUsage`. */
export interface ModelFailureDetail {
  /** Time heals it, though the Activity does not wait for that itself. */
  readonly heals?: boolean;
  /** How long the provider asks to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;
  /** A shorter conversation may do. */
  readonly tooLong?: boolean;
}

export interface ResolveGoalRequest {
  readonly goalId: string;
}

/** Of a conversation that begins with a greeting: the plan's request, without the goal. */
export interface GreetRequest extends Pick<
  PlanRequest,
  'conversationId' | 'chainId' | 'situation' | 'from' | 'model'
> {
  readonly goalId: string;
}

/** The goal as `resolveGoal` gives it, and what the model said first. */
export interface GreetReply {
  readonly goal: GoalSpec;
  /** Left out where the goal has to be recorded before a model may be asked. */
  readonly greeting?: Exclude<PlanReply, NeedSpec>;
}

export interface PlanRequest {
  readonly conversationId: string;
  /** The first run's id: another conversation under the same id has another one. */
  readonly chainId: string;
  readonly goal: GoalReference;
  /** Everything that a step knows, but for what the Activity adds itself; the transcript is left out where `continues` has its end. */
  readonly situation: Omit<Situation, 'goal' | 'today' | 'repair' | 'transcript'> &
    Partial<Pick<Situation, 'transcript'>>;
  /** Sequence number of the transcript's first entry; one for each message follows, so that the Worker may keep it. */
  readonly from?: number;
  readonly continues?: ContinuedTranscript;
  /** What attempts finished and used that were asked to go on from a transcript, before this request was made. */
  readonly progress?: JsonObject;
  /** Messages that are not known to be saved; those in the window are left out of the transcript. */
  readonly unsaved?: UnsavedMessages;
  /** Whether the trigger's message is checked as well. */
  readonly validate: boolean;
  /** The model by its id; the Worker's own when left out. */
  readonly model?: string;
  readonly budget?: Budget;
  readonly stretch?: Stretch;
}

/**
 * The end of a transcript whose beginning a Worker has kept. The goal's hash then ends in {@link continuedMark}, so that a
 * Worker that knows nothing of this finds no such goal, and asks for everything.
 */
export interface ContinuedTranscript {
  /** What the Worker called what it kept. */
  readonly kept: string;
  /** Sequence number of the first message that the step gets to know. */
  readonly from: number;
  /** How many entries from there on are left out. */
  readonly count: number;
  /** Those after them. @defaultValue none */
  readonly entries?: readonly BriefEntry[];
}

/** An entry in which the input of a call is left out where one before it, of the agent, has that. */
export type BriefEntry =
  | Exclude<TranscriptEntry, { readonly role: 'tool' }>
  | (Omit<ToolEntry, 'input'> & Partial<Pick<ToolEntry, 'input'>>);

type ToolEntry = Extract<TranscriptEntry, { readonly role: 'tool' }>;

/** What the goal's hash ends in where a request goes on from what its Worker has kept. */
export const continuedMark = '+';

/** Messages for the store, which planning reads from here too, so that nothing is sent twice. */
export interface UnsavedMessages {
  readonly revision: number;
  /** Sequence number of the first one; the others follow without a gap. */
  readonly first: number;
  readonly messages: readonly UnsavedMessage[];
  /** How many entries of the transcript come before them. */
  readonly at: number;
  /** Sequence number of the first of them that belongs into the transcript. @defaultValue `first` */
  readonly from?: number;
}

/** A message without what its place says: bytes of history that every turn would pay for. */
export type UnsavedMessage = Omit<Message, 'id' | 'seq' | 'at'> & {
  /** Left out for `m` and the sequence number. */
  readonly id?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
};

/** What is left of the limits on model calls; one that is left out does not hold. */
export interface Budget {
  readonly modelCalls?: number;
  readonly tokens?: number;
  readonly costUsd?: number;
}

export type PlanReply = NeedSpec | PlannedStep | RefusedMessage | StoppedAtLimit;

/** The budget did not suffice: nothing was planned, and what was used is said. */
export interface StoppedAtLimit {
  readonly kind: 'limit';
  readonly limit: keyof Budget;
  /** Whether the person's message was found to belong, so that it need not be checked again. */
  readonly checked: boolean;
  readonly usage: StepUsage;
  /** The last message that the store has by now. */
  readonly saved?: number;
}

/** The step to take next. */
export interface PlannedStep {
  readonly kind: 'step';
  readonly text: string;
  readonly next: Next;
  readonly calls: readonly PlannedCall[];
  /** Arguments that became known, by name, though no call is made yet. */
  readonly known: JsonObject;
  /** With `done`, what the goal gives. */
  readonly output?: JsonObject;
  /** What the provider sent, where tools are called natively. */
  readonly raw?: RawAnswer;
  readonly model: string;
  readonly promptVersion: string;
  readonly usage: StepUsage;
  /** The last message that the store is known to have. */
  readonly saved?: number;
  /** How the Worker calls the request's transcript, which it keeps for the next one: its own name, a dot, and a number. */
  readonly kept?: string;
}

/** The person's message does not belong to the conversation. */
export interface RefusedMessage {
  readonly kind: 'refused';
  readonly text: string;
  readonly model: string;
  readonly promptVersion: string;
  readonly usage: StepUsage;
  /** The last message that the store is known to have. */
  readonly saved?: number;
  /** How the Worker calls the request's transcript, which it keeps for the next one: its own name, a dot, and a number. */
  readonly kept?: string;
}

/** A tool call that the model asked for; with `error`, one that cannot be made, in words for the model. */
export interface PlannedCall {
  readonly tool: string;
  readonly input: JsonObject;
  readonly inputHash: string;
  readonly effect: Effect;
  readonly needsApproval: boolean;
  readonly error?: string;
  /** The provider's own ids of it, where tools are called natively. */
  readonly ids?: readonly string[];
}

/** What the model calls of one step used. */
export interface StepUsage {
  readonly modelCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens: number;
  /** In USD, of the calls whose model has a price on the Worker; missing when none has. */
  readonly costUsd?: number;
}

export interface CheckInputRequest {
  readonly conversationId: string;
  readonly chainId: string;
  readonly goal: GoalReference;
  readonly tool: string;
  readonly input: JsonObject;
}

export type CheckInputReply =
  | NeedSpec
  | { readonly kind: 'accepted'; readonly input: JsonObject; readonly inputHash: string }
  | { readonly kind: 'refused'; readonly reason: string };

export interface SummarizeRequest {
  readonly conversationId: string;
  /** Comes with `stretch`. */
  readonly chainId?: string;
  readonly goal: GoalReference;
  readonly summary?: string;
  readonly transcript: Situation['transcript'];
  readonly model?: string;
  readonly budget?: Budget;
  readonly stretch?: Stretch;
}

export type SummarizeReply =
  | NeedSpec
  | StoppedAtLimit
  | { readonly kind: 'summary'; readonly text: string; readonly usage: StepUsage };

/** What a tool's Activity gets. Its type is the tool's name. */
export interface ToolRequest {
  readonly conversationId: string;
  readonly callId: string;
  readonly idempotencyKey: string;
  readonly goal: GoalReference;
  readonly tool: string;
  readonly input: JsonObject;
  /** Of the tool as the conversation recorded it: the version that may run. */
  readonly toolHash?: string;
  /** The recorded tool itself, where an older Worker recorded it without its hash. */
  readonly toolSpec?: ToolSpec;
  readonly stretch?: Stretch;
}

/** What a tool's Activity returns; a lost attempt is a failure of the Activity instead. */
export type ToolReply =
  | { readonly kind: 'completed'; readonly output: Json; readonly whole?: WholeResult }
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'not-run'; readonly error: string };

/** Whether the store has it. */
export interface RecordReply {
  readonly saved: boolean;
}

export type VerifyReply =
  | { readonly kind: 'happened'; readonly output: Json; readonly whole?: WholeResult }
  | { readonly kind: 'did-not-happen' }
  | { readonly kind: 'unknown' };
