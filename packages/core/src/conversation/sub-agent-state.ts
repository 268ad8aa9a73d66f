import type { TurnReference } from '../stretch.js';
import type { Limits } from '../goal-spec.js';
import type { SubAgentRef } from '../message.js';
import type { DecisionEvent, Refusal, ResolveEvent } from './events.js';
import type { CallInDoubt, PendingApproval, Waiting } from './turn.js';

/** A call's sub-agent, as the conversation above it knows it. */
export interface SubAgentState extends SubAgentRef {
  /** What is kept for it of the limits; counts as used until it has ended. */
  readonly reserved: SharedLimits;
  /** What it needs people for, as it told last. */
  readonly needs?: SubAgentNeeds;
  /** What people said that is on its way to it. */
  readonly forwarded?: readonly Forwarded[];
  /** Why it was taken back, once it was. */
  readonly takenBack?: string;
}

/** Limits that hold for a conversation and its sub-agents together. */
export type SharedLimits = Pick<
  Limits,
  'modelCalls' | 'toolCalls' | 'tokens' | 'costUsd' | 'wallTimeMs'
>;

/** The conversation that a sub-agent works for. */
export interface ParentConversation {
  readonly conversationId: string;
  /** The first run's id: another conversation under the same id is not meant. */
  readonly chainId: string;
  /** The call of it that this conversation carries out. */
  readonly callId: string;
  /** 1 for a sub-agent of a conversation that people talk to. */
  readonly depth: number;
  /** What it may use at most, whatever its own goal says. */
  readonly limits: SharedLimits;
  /** The turn that all is done for, of the conversation that people talk to; only where a Worker observes. */
  readonly within?: TurnReference;
}

/** What a sub-agent needs people for. */
export interface SubAgentNeeds {
  readonly approvals: readonly PendingApproval[];
  readonly inDoubt: readonly CallInDoubt[];
  readonly waiting?: Waiting;
}

/** What a conversation has its sub-agent told. */
export type ForwardedRequest =
  | Omit<DecisionEvent, 'caller'>
  | Omit<ResolveEvent, 'caller'>
  | { readonly kind: 'retry'; readonly id: string }
  | ChosenModel
  | { readonly kind: 'end'; readonly outcome: 'ended' };

/** Another model to go on with, and when it was chosen. */
export interface ChosenModel {
  readonly kind: 'set-model';
  readonly id: string;
  readonly model: string;
  readonly since: number;
}

/** A decision on its way, and who waits for what comes of it. */
export interface Forwarded {
  /** As the person's client named it, and as the conversation above names the call. */
  readonly id: string;
  readonly callId: string;
  readonly caller?: string;
  readonly decision: NonNullable<SubAgentRef['decisions']>[number];
}

/** What came of a forwarded decision: it was taken, unless it was refused. */
export interface ForwardedAnswer {
  readonly id: string;
  readonly refusal?: Refusal;
}

/** What a sub-agent used, for good. */
export interface SubAgentUsage {
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens: number;
  readonly costUsd?: number;
}
