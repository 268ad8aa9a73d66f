import type {
  Budget,
  PlannedStep,
  RefusedMessage,
  StepUsage,
  StoppedAtLimit,
} from '../agent-activities.js';
import type { RefusalType } from '../failures.js';
import type { GoalSpec, Limits } from '../goal-spec.js';
import type { Json, JsonObject } from '../json.js';
import type { Trigger } from '../model.js';
import type { WholeResult } from '../result-store.js';
import type { CallState, Outcome } from './state.js';
import type {
  ForwardedAnswer,
  ForwardedRequest,
  SubAgentNeeds,
  SubAgentUsage,
} from './sub-agent-state.js';
import type { PendingApproval, Turn } from './turn.js';

/** A step was planned. */
export interface PlannedEvent {
  readonly kind: 'planned';
  readonly planId: number;
  readonly reply: PlannedStep | RefusedMessage | StoppedAtLimit;
  /** A Worker was asked in vain to go on from what another one keeps. */
  readonly missed?: true;
}

/** Something that happened. `caller` is who waits for the answer, if anybody does. */
export type ConversationEvent =
  | { readonly kind: 'goal-resolved'; readonly goal: GoalSpec }
  | { readonly kind: 'goal-unknown'; readonly reason: string }
  /** The goal as the Worker has it now; missing when it has none. */
  | { readonly kind: 'goal-looked-up'; readonly goal?: GoalSpec }
  | MessageEvent
  | PlannedEvent
  | PlanFailedEvent
  | {
      readonly kind: 'tool-settled';
      readonly callId: string;
      readonly ending: ToolEnding;
      /** What a sub-agent used for it, where that is known. */
      readonly used?: SubAgentUsage;
    }
  | SubAgentToldEvent
  /** A decision did not reach the sub-agent. */
  | { readonly kind: 'not-forwarded'; readonly callId: string; readonly id: string }
  | { readonly kind: 'verified'; readonly callId: string; readonly verdict: Verdict }
  | DecisionEvent
  | { readonly kind: 'confirm' }
  | { readonly kind: 'input-checked'; readonly callId: string; readonly check: InputCheck }
  | ResolveEvent
  | { readonly kind: 'retry'; readonly id: string; readonly caller?: string }
  | {
      readonly kind: 'set-model';
      readonly id: string;
      readonly model: string;
      /** When it was chosen in the conversation above; words from there may overtake each other. */
      readonly since?: number;
      readonly caller?: string;
    }
  | {
      readonly kind: 'grant';
      readonly id: string;
      readonly limits: Limits;
      readonly caller?: string;
    }
  | {
      readonly kind: 'change-goal';
      readonly id: string;
      readonly goalId: string;
      readonly caller?: string;
    }
  | { readonly kind: 'end'; readonly outcome: Outcome; readonly caller?: string }
  | SummarizedEvent
  | SummaryFailedEvent
  /** The store has the messages up to this one, or, without it, could not be written to. */
  | { readonly kind: 'recorded'; readonly upTo?: number }
  | { readonly kind: 'tick' }
  | { readonly kind: 'continue-due' };

/** A sub-agent tells what it needs people for, and what came of what they said. */
export interface SubAgentToldEvent {
  readonly kind: 'sub-agent-told';
  readonly callId: string;
  /** Of the conversation that it works for. */
  readonly chainId: string;
  readonly needs: SubAgentNeeds;
  readonly answers: readonly ForwardedAnswer[];
}

export interface MessageEvent {
  readonly kind: 'message';
  readonly id: string;
  readonly text: string;
  readonly by?: string;
  readonly caller?: string;
}

/** `upTo` tells which summary, where one may have been given up before. */
export interface SummarizedEvent {
  readonly kind: 'summarized';
  readonly text: string;
  readonly usage: StepUsage;
  readonly upTo?: number;
}

export interface SummaryFailedEvent {
  readonly kind: 'summary-failed';
  readonly usage?: StepUsage;
  readonly upTo?: number;
}

export interface PlanFailedEvent {
  readonly kind: 'plan-failed';
  readonly planId: number;
  readonly type: string;
  readonly reason: string;
  /** Whether time may heal it, so that it is tried again unasked. */
  readonly heals: boolean;
  /** What its attempts used all the same, as far as that is known. */
  readonly usage?: StepUsage;
  /** How long the provider asks to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;
  /** The conversation is too long for the model; a shorter one may do. */
  readonly tooLong?: boolean;
}

/** A person's decision about a pending call; `input` replaces what was proposed. */
export interface DecisionEvent {
  readonly kind: 'decide';
  readonly id: string;
  readonly decision: 'approve' | 'reject';
  readonly callId: string;
  readonly inputHash: string;
  readonly input?: JsonObject;
  readonly by?: string;
  readonly reason?: string;
  readonly caller?: string;
}

/** A person's word on whether a call in doubt happened. */
export interface ResolveEvent {
  readonly kind: 'resolve';
  readonly id: string;
  readonly callId: string;
  readonly happened: boolean;
  readonly output?: Json;
  readonly by?: string;
  readonly reason?: string;
  readonly caller?: string;
}

/** How an attempt to run a tool ended. */
export type ToolEnding =
  | { readonly kind: 'completed'; readonly output: Json; readonly whole?: WholeResult }
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'not-run'; readonly error: string }
  /** It may have happened: the attempt crashed, timed out or threw something that does not say. */
  | { readonly kind: 'lost'; readonly reason: string }
  /**
   * No Worker took it, or none that has the tool. `attempted` when an earlier attempt may have run.
   * With `reason`, the Worker has the tool in other versions only.
   */
  | {
      readonly kind: 'never-started';
      readonly attempted?: true;
      readonly reason?: string;
    };

export type Verdict =
  | { readonly kind: 'happened'; readonly output: Json; readonly whole?: WholeResult }
  | { readonly kind: 'did-not-happen' }
  | { readonly kind: 'unknown' };

export type InputCheck =
  | { readonly kind: 'accepted'; readonly input: JsonObject; readonly inputHash: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** Something to be done outside, whose result comes back as an event. */
export type Command =
  | { readonly kind: 'resolve-goal'; readonly goalId: string }
  | { readonly kind: 'look-up-goal'; readonly goalId: string }
  | {
      readonly kind: 'plan';
      readonly planId: number;
      readonly trigger: Trigger;
      readonly validate: boolean;
      readonly budget?: Budget;
    }
  | { readonly kind: 'cancel-plan'; readonly planId: number }
  | { readonly kind: 'run-tool'; readonly call: CallState; readonly delayMs?: number }
  /** Has a sub-agent told something. */
  | {
      readonly kind: 'forward';
      readonly callId: string;
      readonly conversationId: string;
      readonly request: ForwardedRequest;
    }
  /** Has the conversation above told what is needed here. */
  | { readonly kind: 'tell-parent' }
  | {
      readonly kind: 'notify-approval';
      readonly approval: PendingApproval;
      readonly reason: 'requested' | 'reminder';
    }
  | { readonly kind: 'verify'; readonly call: CallState }
  | { readonly kind: 'check-input'; readonly call: CallState; readonly input: JsonObject }
  | { readonly kind: 'summarize'; readonly upTo: number; readonly budget?: Budget }
  | { readonly kind: 'reply'; readonly caller: string; readonly turn: Turn }
  | { readonly kind: 'refuse'; readonly caller: string; readonly refusal: Refusal };

/** Why something was not taken, as a whole sentence. */
export interface Refusal {
  readonly type: RefusalType;
  readonly reason: string;
}
