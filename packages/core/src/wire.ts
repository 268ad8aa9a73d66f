import type { ConversationResult } from './conversation/carry.js';
import type { ConversationState, Usage } from './conversation/state.js';
import type {
  ForwardedAnswer,
  ForwardedRequest,
  ParentConversation,
  SubAgentNeeds,
} from './conversation/sub-agent-state.js';
import type {
  CallInDoubt,
  PendingApproval,
  Turn,
  TurnState,
  Waiting,
  LimitReached,
} from './conversation/turn.js';
import type { Limits } from './goal-spec.js';
import type { Json, JsonObject } from './json.js';
import type { Message, ToolCall, ToolResult } from './message.js';

/** The Workflow type that serves every goal. */
export const agentWorkflowType = 'agentGoalWorkflow';

/** What {@link agentWorkflowType} is started with. */
export interface AgentStart {
  readonly goalId: string;
  /** Whose conversation it is, where people are told apart; 200 characters at most. */
  readonly owner?: string;
  /**
   * A chat waits for people between its turns. A run goes on by itself, from the first of `queuedPrompts` to the final
   * answer, which ends it.
   */
  readonly mode: 'chat' | 'run';
  /** What was said before, oldest first; with it, or with a summary, there is no greeting. */
  readonly messages?: readonly { readonly role: 'user' | 'agent'; readonly text: string }[];
  readonly summary?: string;
  /** Messages to take first, instead of the greeting. */
  readonly queuedPrompts?: readonly string[];
  readonly model?: string;
  readonly limits?: Limits;
  /** Arguments that are known, by name. */
  readonly known?: JsonObject;
  /**
   * The rules that the Workflow runs by from its first step on: 3 in what a client of today starts, 2 where somebody does by
   * hand. From 2 on, the goal is looked up in an Activity; from 3 on, the same Activity plans the greeting.
   */
  readonly runsBy?: 2 | 3;
  /** Whose sub-agent it is; made by the Workflow itself. */
  readonly parent?: ParentConversation;
  /** What the previous run handed over; made by the Workflow itself. */
  readonly carried?: ConversationState;
}

/** What {@link agentWorkflowType} returns. */
export type { ConversationResult };

/** Names of the Updates. Each takes one object with the client's own `id` and answers with a {@link Turn}. */
export const updates = {
  sendMessage: 'sendMessage',
  approve: 'approve',
  reject: 'reject',
  resolve: 'resolve',
  retry: 'retry',
  setModel: 'setModel',
  grant: 'grant',
  changeGoal: 'changeGoal',
  end: 'end',
} as const;

export interface SendMessage {
  readonly id: string;
  readonly text: string;
  readonly by?: string;
}

/** An approval; with `input`, of the call as edited. */
export interface Approve {
  readonly id: string;
  readonly callId: string;
  readonly inputHash: string;
  readonly input?: JsonObject;
  readonly by?: string;
  readonly reason?: string;
}

export type Reject = Omit<Approve, 'input'>;

export interface Resolve {
  readonly id: string;
  readonly callId: string;
  readonly happened: boolean;
  /** What the call gave, when it happened and that is known. */
  readonly output?: Json;
  readonly by?: string;
  readonly reason?: string;
}

export interface Retry {
  readonly id: string;
}

export interface SetModel {
  readonly id: string;
  readonly model: string;
}

/** Adds to the limits that hold. */
export interface Grant {
  readonly id: string;
  readonly limits: Limits;
}

export interface ChangeGoal {
  readonly id: string;
  readonly goalId: string;
}

export interface End {
  readonly id: string;
}

/** What each Update takes. */
export interface UpdateArguments {
  readonly sendMessage: SendMessage;
  readonly approve: Approve;
  readonly reject: Reject;
  readonly resolve: Resolve;
  readonly retry: Retry;
  readonly setModel: SetModel;
  readonly grant: Grant;
  readonly changeGoal: ChangeGoal;
  readonly end: End;
}

/** Names of the Signals, for callers who fire and forget. */
export const signals = {
  /** A string, or a {@link SendMessage}. */
  userPrompt: 'userPrompt',
  /** Nothing; approves only where exactly one call waits, and it is not `unsafe`. */
  confirm: 'confirm',
  /** Nothing. */
  endChat: 'endChat',
  /** A {@link Decide}. */
  decide: 'decide',
  /** A {@link ToSubAgent}, from the conversation that a sub-agent works for. */
  toSubAgent: 'toSubAgent',
  /** A {@link FromSubAgent}, from a sub-agent to the conversation that it works for. */
  fromSubAgent: 'fromSubAgent',
} as const;

/** What a person said to a conversation that is meant for its sub-agent. */
export interface ToSubAgent {
  /** Of the conversation that it works for. */
  readonly chainId: string;
  readonly request: ForwardedRequest;
}

/** What a sub-agent needs people for, and what came of what they said. */
export interface FromSubAgent {
  readonly callId: string;
  /** Of the conversation that it works for. */
  readonly chainId: string;
  readonly needs: SubAgentNeeds;
  readonly answers: readonly ForwardedAnswer[];
}

export type Decide = Approve & { readonly decision: 'approve' | 'reject' };

/** What a Query is told that may have brought news ahead of the conversation's history; asked again, it is answered. */
export const aheadOfHistory =
  'The conversation is read from its history again, because news may have come ahead of that. Ask again.';

/** Names of the Queries. */
export const queries = {
  /** {@link ConversationStatus} */
  state: 'state',
  /** {@link MessagePage}; takes {@link MessagesAfter}. */
  messages: 'messages',
  /** A list of {@link PendingApproval}. */
  approvals: 'approvals',
  /** {@link LatestToolCall}, or `null`. */
  latestToolCall: 'latestToolCall',
  /** {@link GoalSpec}, or `null` while it is looked up. */
  goal: 'goal',
  /** {@link Usage} */
  usage: 'usage',
} as const;

/** A conversation at a glance. */
export interface ConversationStatus {
  readonly conversationId: string;
  readonly goalId: string;
  /** Whose conversation it is, where people are told apart. */
  readonly owner?: string;
  /** How the person began, to know the conversation by. */
  readonly title?: string;
  /** Whose sub-agent it is, if it is one: that conversation, and its call. */
  readonly parent?: Pick<ParentConversation, 'conversationId' | 'callId'>;
  readonly state: TurnState;
  readonly turn: number;
  /** Messages that wait for their turn. */
  readonly queued: number;
  /** Sequence number of the last message; 0 before the first. */
  readonly lastSeq: number;
  readonly approvals: readonly PendingApproval[];
  readonly inDoubt: readonly CallInDoubt[];
  /** Names of the tools that run now. */
  readonly running: readonly string[];
  /** The sub-agents that are at work, each with its own conversation. */
  readonly subAgents?: readonly WorkingSubAgent[];
  readonly waiting?: Waiting;
  readonly limit?: LimitReached;
  readonly outcome?: ConversationResult['outcome'];
  /** Why it could not begin, when it failed; a sentence. */
  readonly failure?: string;
  readonly model?: string;
  readonly summary?: string;
  readonly usage: Usage;
}

/** A sub-agent at work, and the call that it carries out. */
export interface WorkingSubAgent {
  readonly callId: string;
  readonly tool: string;
  readonly goalId: string;
  readonly conversationId: string;
}

export interface MessagesAfter {
  /** Only messages with a higher sequence number. @defaultValue 0 */
  readonly after?: number;
}

/** A part of the transcript, at most 256 kB. */
export interface MessagePage {
  readonly messages: readonly Message[];
  /** Whether there are more after the last one here. */
  readonly more: boolean;
  /** Sequence number of the oldest message that is still kept here. */
  readonly firstSeq: number;
}

/** The tool call that was made last, and its result once there is one. */
export interface LatestToolCall {
  readonly call: ToolCall;
  readonly result?: ToolResult;
}

export type { CallInDoubt, PendingApproval, Turn, TurnState, Usage };
