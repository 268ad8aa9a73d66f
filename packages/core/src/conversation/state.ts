import { failures } from '../failures.js';
import type { GoalSpec, Limits, ToolSpec } from '../goal-spec.js';
import type { JsonObject } from '../json.js';
import type { ApprovalRecord, GivenApproval, Message, ToolCall, ToolResult } from '../message.js';
import type { Budget } from '../agent-activities.js';
import type { Trigger } from '../model.js';
import type { KeptTranscript } from './kept-transcript.js';
import type { ParentConversation, SubAgentState } from './sub-agent-state.js';
import type { LimitReached } from './turn.js';

/**
 * Everything that a conversation knows, as plain data: it is what continue-as-new carries.
 *
 * Times are milliseconds since the epoch, by the Workflow's clock.
 */
export interface ConversationState {
  readonly conversationId: string;
  /** The first run's id: another conversation under the same id has another one. */
  readonly chainId: string;
  /** Whose conversation it is, where people are told apart. */
  readonly owner?: string;
  /** How the person began, to know the conversation by. */
  readonly title?: string;
  /** When the conversation began; missing in one that is older than limits of time. */
  readonly startedAt?: number;
  /** Missing until the Worker has resolved the goal. */
  readonly goal?: GoalSpec;
  /** What was asked for at the start, in place of the goal's own limits. */
  readonly limits: Limits;
  /** What people granted on top. */
  readonly granted: Limits;
  /** Whose sub-agent this conversation is, if it is one. */
  readonly parent?: ParentConversation;
  /** Set when nobody takes part who could be asked; a chat otherwise. */
  readonly mode?: 'run';
  /** The model asked for by `setModel` or at the start; the Worker's own when missing. */
  readonly model?: string;
  /** When that was chosen last, here or above; each choice has a time of its own. */
  readonly modelSince?: number;

  /** The newest messages, oldest first; the oldest are dropped beyond a bound. */
  readonly messages: readonly Message[];
  /** Size of `messages` as JSON, in UTF-16 units. */
  readonly messagesSize: number;
  /** What the store is known to have: messages up to this one. `failed`: the last attempt to write did not do. */
  readonly saved?: { readonly upTo: number; readonly failed?: true };
  /** Sequence number of the first message that the model still reads. */
  readonly windowFrom: number;
  /** What happened before `windowFrom`. */
  readonly summary?: string;
  /** A summary that is being made, of the messages up to and with this sequence number. */
  readonly summarizing?: {
    readonly upTo: number;
    /** Model calls that are kept for it, where they are limited. */
    readonly reserved?: number;
  };
  /** How long the window may grow before a summary is tried; raised after one failed. */
  readonly windowLimit: number;

  readonly nextSeq: number;
  readonly nextCall: number;
  readonly nextPlan: number;

  /** The turn under way, or the last one. */
  readonly turn: number;
  /** The last turn that was given to a message, queued ones included. */
  readonly lastTurn: number;
  readonly queue: readonly QueuedMessage[];
  /** Ids that were taken, with the turn each belongs to; with `seenLately`, the newest 1,000 are remembered. */
  readonly seen: readonly (readonly [id: string, turn: number])[];
  /** The newest of them, a few, which are not in `seen` yet. */
  readonly seenLately: readonly (readonly [id: string, turn: number])[];
  readonly stepsThisTurn: number;
  /** How often each call was made in the turn under way, by the hash of its input. */
  readonly callsThisTurn?: Readonly<Record<string, number>>;
  /** The turn whose message was found to belong, though a limit kept its step from being planned. */
  readonly checkedTurn?: number;

  /** Arguments that became known, by name. */
  readonly known: JsonObject;
  /** Tools that completed, in order. */
  readonly completed: readonly string[];

  /** The step that is being planned. */
  readonly plan?: Planning;
  /** What a Worker keeps of the transcript, if one ever did in this run. */
  readonly kept?: KeptTranscript;
  /** A step to plan as soon as that is possible. */
  readonly todo?: Trigger;
  /** The tool calls of the step under way. */
  readonly batch: readonly CallState[];
  /** Why planning pauses, and until when. */
  readonly wait?: ModelWait;
  /** Rounds of model calls that failed since the last one that did not. */
  readonly failuresInARow: number;
  /** The step that is to be planned was refused as too long before, and the conversation has been shortened for it. */
  readonly compacted?: true;
  /** The limit that stopped the conversation, and what it would do next. */
  readonly halted?: Halt;
  /** A goal that is being looked up, to go on with. */
  readonly switchingTo?: string;
  /** Whether it is being looked up if the goal has a newer version. */
  readonly lookingUp?: true;
  /** The last turn for which that was looked up. */
  readonly lookedUp?: number;

  readonly parked: readonly ParkedCaller[];
  readonly usage: Usage;

  /** Set when this run shall hand over to the next one at the end of the step. */
  readonly continuing: boolean;
  readonly ending?: {
    readonly outcome: Outcome;
    /** What the goal gives, when it was reached and gives data. */
    readonly output?: JsonObject;
    /** The limit that stopped a run. */
    readonly limit?: LimitReached;
  };
  /** Why the conversation could not begin. */
  readonly failure?: string;
  /** Nothing happens any more; the Workflow returns. */
  readonly closed: boolean;
}

interface QueuedMessage {
  readonly id: string;
  readonly text: string;
  readonly turn: number;
  readonly by?: string;
}

interface Planning {
  readonly planId: number;
  readonly trigger: Trigger;
  /** Sequence number of the last message that was there for it; missing in one that an older Workflow began. */
  readonly upTo?: number;
  /** What it may use. */
  readonly budget?: Budget;
  /** A limit is near, so that it has to bring the final answer. */
  readonly final?: true;
  /** The model refused it as too long; it is planned again once the older part is summed up. */
  readonly compacting?: true;
}

interface ModelWait {
  /** The failure's type, such as `ModelQuotaExhausted`. */
  readonly type: string;
  /** One sentence for a person. */
  readonly reason: string;
  /** When it is tried again unasked; never, when missing: it takes a message or `retry`. */
  readonly until?: number;
  readonly trigger: Trigger;
}

interface Halt {
  readonly limit: keyof Limits;
  readonly max: number;
  /** What it goes on with after a grant; nothing, when it only waited for a person. */
  readonly trigger?: Trigger;
}

/** A caller who gets an answer when the turn needs a person again. */
interface ParkedCaller {
  readonly caller: string;
  readonly turn: number;
  /** Messages up to this one were there when the caller came. */
  readonly since: number;
}

type CallStatus =
  | 'awaiting-approval'
  /** An edited input is being checked. */
  | 'checking'
  | 'running'
  | 'verifying'
  | 'in-doubt'
  | 'settled';

export interface CallState extends Omit<ToolCall, 'subAgent'> {
  readonly status: CallStatus;
  /** The version of the tool that it was planned, shown and approved with. */
  readonly toolHash?: string;
  readonly requestedAt: number;
  readonly expiresAt: number;
  /** Set when it runs if nobody decides. */
  readonly runsOnExpiry?: true;
  /** When the conversation says that it still waits, and when it did. */
  readonly remindAt?: number;
  readonly remindedAt?: number;
  /** Set when two people have to approve it. */
  readonly approvalsNeeded?: 2;
  /** Who approved already. */
  readonly approvedBy?: readonly GivenApproval[];
  /** The call that it was before somebody edited it. */
  readonly editedFrom?: string;
  /** Why it is in doubt. */
  readonly doubt?: string;
  /** How often no Worker could take it. */
  readonly misses?: number;
  /** Whether an attempt may have run, though a later one could not be taken. */
  readonly attempted?: true;
  readonly result?: ToolResult;
  /** The limit that kept it from running. */
  readonly limit?: keyof Limits;
  /** Who carries it out, where that is an agent of its own. */
  readonly subAgent?: SubAgentState;
  /** The edit that is being checked, and who waits for it. */
  readonly edit?: PendingEdit;
}

interface PendingEdit {
  /** The client's id of the decision. */
  readonly id: string;
  readonly caller?: string;
  readonly approval: ApprovalRecord;
}

/** What a conversation used so far. */
export interface Usage {
  readonly turns: number;
  readonly steps: number;
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens: number;
  /** In USD, of the model calls whose model has a price on the Worker; missing when none had. */
  readonly costUsd?: number;
}

/** How a conversation ended: its goal reached, by a person, cancelled from outside, or, for a run, at a limit. */
export type Outcome = 'done' | 'ended' | 'cancelled' | 'limit';

/** What a conversation used before anything happened. */
export const noUsage: Usage = {
  turns: 0,
  steps: 0,
  modelCalls: 0,
  toolCalls: 0,
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
};

/** The goal of a conversation that has begun. */
export function goalOf({ goal }: Pick<ConversationState, 'goal'>): GoalSpec {
  if (goal === undefined) throw failures.startRefused('its goal is not known yet');
  return goal;
}

/** The goal's tool of that name, if it has one. */
export function toolOf({ goal }: ConversationState, name: string): ToolSpec | undefined {
  return goal?.tools.find((tool) => tool.name === name);
}

/** The bound that holds: the goal's, or the one asked for at the start, and what was granted on top. */
export function limitOf(state: ConversationState, name: keyof Limits): number | undefined {
  const max = state.limits[name] ?? state.goal?.limits[name];
  const own = max === undefined ? undefined : max + (state.granted[name] ?? 0);
  // A sub-agent gets no more than the conversation above it has left.
  const shares: Limits = state.parent?.limits ?? {};
  const share = shares[name];
  return share === undefined ? own : Math.min(own ?? Infinity, share);
}

/** Messages in the model's window at which the older ones are summed up. */
export const windowMax = 28;
/** Messages that stay in the window after that. */
export const windowMin = 12;

/** The kept messages after a sequence number. They follow each other without a gap, so none is looked at for it. */
export function messagesAfter(
  { messages }: Pick<ConversationState, 'messages'>,
  seq: number,
): readonly Message[] {
  const [first] = messages;
  return first === undefined ? [] : messages.slice(Math.max(0, seq + 1 - first.seq));
}
