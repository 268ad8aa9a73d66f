import type { StepUsage } from './agent-activities.js';
import type { TurnState } from './conversation/turn.js';
import type { GoalSpec } from './goal-spec.js';

/** A turn of a conversation. */
export interface TurnReference {
  readonly conversationId: string;
  readonly chainId: string;
  readonly turn: number;
}

/**
 * A stretch of work: from when a conversation begins to work until it needs a person. A turn that goes on after a
 * decision has several. Only told to Activities where a Worker observes.
 */
export interface Stretch {
  readonly turn: number;
  /** Milliseconds since the epoch, by the Workflow's clock. */
  readonly since: number;
  /** Set when it is not the turn's first one. */
  readonly again?: true;
  /** For a sub-agent, the turn that all is done for, of the conversation that people talk to. */
  readonly within?: TurnReference;
}

/** A stretch of work that is over, for whoever observes. */
export interface EndedStretch extends Stretch {
  readonly conversationId: string;
  readonly chainId: string;
  readonly goal: Pick<GoalSpec, 'id' | 'title' | 'hash'>;
  /** Milliseconds since the epoch, by the Workflow's clock. */
  readonly until: number;
  /** What it needs now. */
  readonly state: TurnState;
  /** What was used meanwhile. */
  readonly usage: StepUsage & { readonly toolCalls: number };
}
