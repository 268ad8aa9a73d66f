import type { Limits } from '../goal-spec.js';
import type { JsonObject } from '../json.js';
import type { GivenApproval, Message, ToolOutcome } from '../message.js';
import type { Effect } from '../tool.js';
import { bytesOf, payloadRoom } from './bounds.js';
import { withoutRaw } from './raw-answers.js';
import { askedThrough, isHeldByModels, shownStatus, waitingSubAgents } from './sub-agent-needs.js';
import type { SubAgentNeeds } from './sub-agent-state.js';
import { messagesAfter, type CallState, type ConversationState, type Outcome } from './state.js';

/**
 * What a conversation is doing, as a person sees it.
 *
 * `continued` is only ever an answer: the run handed over, and the same id has to be sent again.
 */
export type TurnState =
  | 'working'
  | 'awaiting-user'
  | 'awaiting-approval'
  | 'in-doubt'
  | 'waiting-for-model'
  | 'ended'
  | 'continued';

/** Where a turn stands when it needs a person, or why there is no more to say yet. */
export interface Turn {
  readonly turn: number;
  readonly state: TurnState;
  /** The message waits for its turn. */
  readonly queued?: true;
  /** What the agent said since the caller came, newest last; tool outputs are in the transcript. */
  readonly messages: readonly Message[];
  readonly tools: readonly ToolReport[];
  readonly approvals: readonly PendingApproval[];
  readonly inDoubt: readonly CallInDoubt[];
  readonly waiting?: Waiting;
  readonly limit?: LimitReached;
  readonly outcome?: Outcome;
}

/** A tool call that was settled in the turn. */
export interface ToolReport {
  readonly callId: string;
  readonly tool: string;
  readonly outcome: ToolOutcome;
}

/** A call that waits for a person's decision, which has to name `callId` and `inputHash`. */
export interface PendingApproval {
  readonly callId: string;
  readonly tool: string;
  readonly input: JsonObject;
  readonly inputHash: string;
  readonly effect: Effect;
  /** ISO 8601, UTC. */
  readonly requestedAt: string;
  /** ISO 8601, UTC; after it the call is not run, unless `whenExpired` says so. */
  readonly expiresAt: string;
  readonly whenExpired?: 'run';
  /** When the conversation said that it still waits, ISO 8601, UTC. */
  readonly remindedAt?: string;
  /** Set when two different people have to approve it, each by name. */
  readonly approvalsNeeded?: 2;
  /** Who of them did, with when and why. */
  readonly approvedBy?: readonly GivenApproval[];
  /** The sub-agent that asks; missing where the conversation's own agent does. */
  readonly subAgent?: AskingSubAgent;
}

/** A sub-agent that needs a person: the lowest one, where they are nested. */
export interface AskingSubAgent {
  readonly goalId: string;
  /** Its own conversation. */
  readonly conversationId: string;
}

/** A call that may or may not have happened, until somebody says which. */
export interface CallInDoubt {
  readonly callId: string;
  readonly tool: string;
  readonly input: JsonObject;
  readonly reason: string;
  /** The sub-agent whose call it is; missing where it is the conversation's own. */
  readonly subAgent?: AskingSubAgent;
}

/** Why a model is waited for. */
export interface Waiting {
  readonly type: string;
  readonly reason: string;
  /** When it is tried again unasked, ISO 8601; when missing, it takes a message or `retry`. */
  readonly until?: string;
}

/** A limit that stopped the conversation until more is granted. */
export interface LimitReached {
  readonly limit: keyof Limits;
  readonly max: number;
}

/**
 * Whether pending approvals are on hold: a newer message may take them back, and it has not been read,
 * because that is under way or the model for it is away.
 */
export function isOnHold({ plan, queue, todo, wait, halted }: ConversationState): boolean {
  const unread = todo ?? wait?.trigger ?? halted?.trigger;
  return plan !== undefined || queue.length > 0 || unread?.kind === 'message';
}

/** Whether nothing runs outside, so that the run may hand over to the next one. */
export function isReadyToContinue(state: ConversationState): boolean {
  return (
    state.continuing &&
    state.goal !== undefined &&
    !state.plan &&
    !state.ending &&
    !state.summarizing &&
    state.switchingTo === undefined &&
    !state.lookingUp &&
    !state.batch.some(isActive)
  );
}

/** Whether something runs outside for a call. */
export function isActive({ status }: CallState): boolean {
  return status === 'running' || status === 'checking' || status === 'verifying';
}

/** What a conversation is doing now. */
export function turnStateOf(state: ConversationState): TurnState {
  if (state.closed || state.ending) return 'ended';
  if (state.plan || state.goal === undefined) return 'working';
  if (state.switchingTo !== undefined || state.lookingUp) return 'working';
  const statuses = new Set(state.batch.map(shownStatus));
  if (statuses.has('in-doubt')) return 'in-doubt';
  if (statuses.has('awaiting-approval')) {
    if (!isOnHold(state)) return 'awaiting-approval';
    // The newer message cannot be read: that is what keeps the conversation, not the approval.
    return state.wait ? 'waiting-for-model' : state.halted ? 'awaiting-user' : 'awaiting-approval';
  }
  if (state.batch.length > 0 && isHeldByModels(state)) return 'waiting-for-model';
  if (state.batch.length > 0 || state.todo) return 'working';
  if (state.wait) return 'waiting-for-model';
  return state.queue.length > 0 ? 'working' : 'awaiting-user';
}

/** A turn as it stands, with what was said after message `since`. */
export function turnOf(state: ConversationState, turn: number, since: number): Turn {
  const current = turnStateOf(state);
  const past =
    (turn < state.turn || (turn === state.turn && isTurnOver(state))) && current !== 'ended';
  const queued = turn > state.turn;
  // Who has to come again is told no more than that: each answer is a part of the history.
  if (!past && isReadyToContinue(state) && (queued || current === 'working')) {
    return { turn, state: 'continued', ...nothingYet };
  }
  const own = messagesOf(state, turn, since);
  const approvals = past ? [] : pendingApprovals(state);
  const inDoubt = past ? [] : callsInDoubt(state);
  return {
    turn,
    state: past ? 'awaiting-user' : current,
    ...(queued ? { queued } : {}),
    messages: newestSaid(state, own),
    tools: own.flatMap((message) => toolReportsOf(message)),
    approvals,
    inDoubt,
    ...(past ? {} : whyItWaits(state)),
  };
}

/** The messages of a turn after one. Turns only grow along a transcript, so most of it is not looked at for a turn under way. */
function messagesOf(state: ConversationState, turn: number, since: number): readonly Message[] {
  const later = messagesAfter(state, since);
  const first = later.findLastIndex((message) => message.turn < turn) + 1;
  return later.slice(first).filter((message) => message.turn === turn);
}

/** The call that was settled in a message, if one was. */
export function toolReportsOf({ toolCall, toolResult }: Message): readonly ToolReport[] {
  if (!toolCall || !toolResult) return [];
  return [{ callId: toolCall.callId, tool: toolCall.tool, outcome: toolResult.outcome }];
}

/** What the agent said; where the server takes little, the newest of it that fits an answer. */
function newestSaid({ goal }: ConversationState, messages: readonly Message[]): readonly Message[] {
  const said = messages.filter(({ role }) => role === 'agent').map(withoutRaw);
  const most = payloadRoom(goal);
  if (most === undefined) return said;
  let room = most / 4;
  const first = said.findLastIndex((message) => (room -= bytesOf(message)) < 0) + 1;
  // The newest one is what the caller waits for.
  return said.slice(Math.min(first, said.length - 1));
}

const nothingYet = { messages: [], tools: [], approvals: [], inDoubt: [] } as const;

/** Whether nothing is left to do in the turn under way, though messages wait for theirs. */
function isTurnOver({ plan, todo, wait, batch, queue, continuing }: ConversationState): boolean {
  return continuing && !plan && !todo && !wait && batch.length === 0 && queue.length > 0;
}

/** Why a conversation does not go on by itself, as far as that is not an approval or a doubt. */
export function whyItWaits(state: ConversationState): Pick<Turn, 'waiting' | 'limit' | 'outcome'> {
  const { wait, halted, ending } = state;
  const [waiting] = isHeldByModels(state) ? waitingSubAgents(state) : [];
  return {
    ...(waiting === undefined ? {} : { waiting }),
    ...(wait === undefined
      ? {}
      : {
          waiting: {
            type: wait.type,
            reason: wait.reason,
            ...(wait.until === undefined ? {} : { until: new Date(wait.until).toISOString() }),
          },
        }),
    ...(halted === undefined ? {} : { limit: { limit: halted.limit, max: halted.max } }),
    ...(ending?.limit === undefined ? {} : { limit: ending.limit }),
    ...(ending === undefined ? {} : { outcome: ending.outcome }),
  };
}

/** What a conversation needs people for; what is decided about, or over, is not among it. */
export function needsOf(state: ConversationState): SubAgentNeeds {
  const { waiting } = whyItWaits(state);
  return {
    approvals: state.ending ? [] : pendingApprovals(state),
    inDoubt: callsInDoubt(state),
    ...(waiting === undefined ? {} : { waiting }),
  };
}

/** The calls that wait for a person's decision. */
export function pendingApprovals(state: ConversationState): readonly PendingApproval[] {
  return state.batch.flatMap((call) =>
    call.status === 'awaiting-approval' ? [pendingApproval(call)] : askedThrough(call).approvals,
  );
}

/** A call that waits, as people are shown it. */
export function pendingApproval(call: CallState): PendingApproval {
  const { runsOnExpiry, remindedAt, approvalsNeeded, approvedBy } = call;
  return {
    callId: call.callId,
    tool: call.tool,
    input: call.input,
    inputHash: call.inputHash,
    effect: call.effect,
    requestedAt: new Date(call.requestedAt).toISOString(),
    expiresAt: new Date(call.expiresAt).toISOString(),
    ...(runsOnExpiry ? { whenExpired: 'run' } : {}),
    ...(remindedAt === undefined ? {} : { remindedAt: new Date(remindedAt).toISOString() }),
    ...(approvalsNeeded === undefined ? {} : { approvalsNeeded }),
    ...(approvedBy === undefined ? {} : { approvedBy }),
  };
}

/** The calls that may or may not have happened. */
export function callsInDoubt(state: ConversationState): readonly CallInDoubt[] {
  return state.batch.flatMap((call) => {
    const { status, callId, tool, input, doubt } = call;
    return status === 'in-doubt'
      ? [{ callId, tool, input, reason: doubt ?? 'Its result was lost.' }]
      : askedThrough(call).inDoubt;
  });
}
