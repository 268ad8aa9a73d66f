import type { Command, ConversationState, Limits } from '@durable-goals/core';
import type { CallState } from '../../src/conversation/state.js';
import { goal } from './talk.js';

/** What runs outside of the reducer. */
export type Running = Exclude<
  Command,
  { kind: 'reply' | 'refuse' | 'cancel-plan' | 'notify-approval' | 'forward' | 'tell-parent' }
>;

/** Cheaper than an assertion library's call, of which a run makes hundreds of thousands. */
export function holds(value: boolean, promise: string): void {
  if (!value) throw new Error(promise);
}

/** Limits that are reached within a schedule, each in some of them. */
export function drawnLimits(random: () => number): Limits {
  const all: Required<Omit<Limits, 'tokens' | 'costUsd' | 'stepsPerTurn'>> = {
    turns: 5 + Math.floor(random() * 20),
    modelCalls: 5 + Math.floor(random() * 60),
    toolCalls: 1 + Math.floor(random() * 10),
    wallTimeMs: 60_000 + Math.floor(random() * 600_000),
    sameCall: 1 + Math.floor(random() * 3),
  };
  return Object.fromEntries(Object.entries(all).filter(() => random() < 0.5));
}

/** Counts by itself what limits and approvals allow, and looks at whatever begins. */
export interface LimitsOracle {
  /** More was granted to a conversation that had not ended. */
  grant(name: keyof Limits, more: number): void;
  /** Something is begun. @throws `Error` when it should not have been. */
  begins(command: Running, now: Moment): void;
  /** @throws `Error` when more was used than there may be. */
  hold(state: ConversationState): void;
}

interface Moment {
  readonly state: ConversationState;
  readonly now: number;
  readonly running: readonly Running[];
}

export function limitsOracle(): LimitsOracle {
  const granted: Partial<Record<keyof Limits, number>> = {};
  const same = new Map<string, number>();
  let calls = 0;
  let turn = -1;
  const maxOf = (state: ConversationState, name: keyof Limits): number =>
    (state.limits[name] ?? goal.limits[name] ?? Infinity) + (granted[name] ?? 0);

  function toolBegins({ inputHash }: CallState, { state, now }: Moment): void {
    if (turn !== state.turn) same.clear();
    ({ turn } = state);
    calls += 1;
    same.set(inputHash, (same.get(inputHash) ?? 0) + 1);
    holds(calls <= maxOf(state, 'toolCalls'), 'no tool runs beyond the limit of tool calls');
    const count = same.get(inputHash) ?? 0;
    holds(count <= maxOf(state, 'sameCall'), 'the same call stays within its limit');
    holds(now < maxOf(state, 'wallTimeMs'), 'no tool begins when the time is over');
  }

  return {
    grant(name, more) {
      granted[name] = (granted[name] ?? 0) + more;
    },
    hold(state) {
      const { modelCalls } = state.usage;
      holds(modelCalls <= maxOf(state, 'modelCalls'), 'model calls stay within their limit');
    },
    begins(command, moment) {
      const { state, now, running } = moment;
      if (command.kind === 'run-tool' && command.delayMs === undefined) {
        toolBegins(command.call, moment);
        isRightlyApproved(command.call, now);
      }
      if (command.kind === 'plan') {
        holds(now < maxOf(state, 'wallTimeMs'), 'no step is planned when the time is over');
      }
      if (command.kind !== 'plan' && command.kind !== 'summarize') return;
      // What plans and summaries may use together never passes what is left.
      const reserved = [command, ...running].reduce(
        (sum, other) => sum + ('budget' in other ? (other.budget?.modelCalls ?? 0) : 0),
        state.usage.modelCalls,
      );
      holds(reserved <= maxOf(state, 'modelCalls'), 'what is reserved is within the limit');
    },
  };
}

function isRightlyApproved({ tool, approval, expiresAt }: CallState, now: number): void {
  const people = new Set(approval?.approvals?.map(({ by }) => by.toLowerCase()));
  holds(tool !== 'Double' || people.size === 2, 'two people approve what needs two');
  holds(!people.has('local'), 'nobody unnamed is one of the two');
  const isDefault = approval?.byDefault === true;
  const mayRunUnasked = tool === 'Default' && now >= expiresAt;
  holds(!isDefault || mayRunUnasked, 'only a tool that says so runs when nobody decides');
}
