import type { Budget } from '../agent-activities.js';
import type { Limits } from '../goal-spec.js';
import type { Trigger } from '../model.js';
import { append, set, type Draft } from './draft.js';
import { limitOf, type CallState, type ConversationState } from './state.js';
import { heldBySubAgents } from './sub-agent-limits.js';

/** A limit that is reached, and where it stands. */
export interface Reached {
  readonly limit: keyof Limits;
  readonly max: number;
  /** The tool that would have been called. */
  readonly tool?: string;
}

/** The most model calls of one attempt at a step: two to check the message, three to plan. */
const callsOfStep = 5;
/** The most model calls of one attempt at a summary. */
const callsOfSummary = 2;

/** The limit that forbids another step, if one does. */
export function reachedBeforeStep({ state, now }: Draft): Reached | undefined {
  const { usage } = state;
  const used: readonly (readonly [keyof Limits, number])[] = [
    // The turn about to be planned counts already, so it is over the limit only beyond it.
    ['turns', usage.turns - 1],
    ['modelCalls', usage.modelCalls + callsForSummary(state)],
    ['tokens', usage.inputTokens + usage.outputTokens],
    ['costUsd', usage.costUsd ?? 0],
    ['wallTimeMs', now - (state.startedAt ?? now)],
    ['stepsPerTurn', state.stepsThisTurn],
  ];
  return firstReached(state, used);
}

/**
 * The limit that forbids a call, if one does.
 *
 * @param planned - The calls of its step before it that are yet to be made.
 */
export function reachedBeforeCall(
  { state, now }: Draft,
  { inputHash, tool }: Pick<CallState, 'inputHash' | 'tool'>,
  planned: readonly Pick<CallState, 'inputHash'>[] = [],
): Reached | undefined {
  const same = planned.filter((call) => call.inputHash === inputHash).length;
  const reached = firstReached(state, [
    ['wallTimeMs', now - (state.startedAt ?? now)],
    ['toolCalls', state.usage.toolCalls + heldBySubAgents(state).toolCalls + planned.length],
    ['sameCall', (state.callsThisTurn?.[inputHash] ?? 0) + same],
  ]);
  return reached && { ...reached, tool };
}

function firstReached(
  state: ConversationState,
  used: readonly (readonly [keyof Limits, number])[],
): Reached | undefined {
  for (const [limit, count] of used) {
    const max = limitOf(state, limit);
    if (max !== undefined && count >= max) return { limit, max };
  }
  return undefined;
}

/**
 * Whether the step about to be planned has to bring the final answer, because a limit would cut the next one off. Only
 * where it can be held to that: in a run, and where tools are called natively.
 */
export function isLastStep({ state, now }: Draft, validate: boolean): boolean {
  const { goal, mode, usage, stepsThisTurn, startedAt = now } = state;
  if (mode !== 'run' && goal?.planner !== 'tools') return false;
  const left = (name: keyof Limits, used: number): number =>
    (limitOf(state, name) ?? Infinity) - used;
  const steps = Math.max(1, usage.steps);
  const tokens = usage.inputTokens + usage.outputTokens;
  const { costUsd = 0 } = usage;
  const wallTimeMs = limitOf(state, 'wallTimeMs') ?? Infinity;
  return (
    left('stepsPerTurn', stepsThisTurn) <= 1 ||
    left('modelCalls', usage.modelCalls + callsForSummary(state)) <= (validate ? 2 : 1) ||
    // In a chat, a person may grant more.
    (mode === 'run' && left('toolCalls', usage.toolCalls) <= 0) ||
    // Another step takes about as much as those before it.
    left('tokens', tokens) < (2 * tokens) / steps ||
    left('costUsd', costUsd) < (2 * costUsd) / steps ||
    now - startedAt > wallTimeMs * 0.9
  );
}

/** Stops at a limit, says so, and keeps what is gone on with once more is granted. */
export function halt(draft: Draft, reached: Reached, trigger?: Trigger): void {
  const { limit, max } = reached;
  if (draft.state.mode === 'run') {
    append(draft, { role: 'agent', text: `I stop here: ${wordsOf(reached)}` });
    set(draft, { ending: { outcome: 'limit', limit: { limit, max } } });
    return;
  }
  set(draft, { halted: { limit, max, ...(trigger === undefined ? {} : { trigger }) } });
  const orElse = limit === 'sameCall' ? ', or tell me what to do instead' : '';
  const text = `I stop here: ${wordsOf(reached)} Grant more to go on${orElse}.`;
  append(draft, { role: 'agent', text, step: { next: 'question' } });
}

function wordsOf({ limit, max, tool = 'a tool' }: Reached): string {
  switch (limit) {
    case 'costUsd':
      return `this conversation may cost ${max} USD, and they are used up.`;
    case 'wallTimeMs':
      return `this conversation may last ${durationWords(max)}, and that is over.`;
    case 'sameCall':
      return `I may call '${tool}' with the same input ${max === 1 ? 'once' : `${max} times`} in a turn, and wanted to do it again.`;
    default:
      return `this conversation may use ${max} ${limitWords[limit]}, and they are used up.`;
  }
}

/** Why a call was not run, in words for the model. */
export function notRunWords({ tool }: Pick<CallState, 'tool'>, { limit, max }: Reached): string {
  switch (limit) {
    case 'sameCall':
      return `'${tool}' was not run: it was called ${max} times with this very input already, and that is the limit for a turn.`;
    case 'wallTimeMs':
      return `'${tool}' was not run: this conversation may last ${durationWords(max)}, and that is over.`;
    default:
      return `'${tool}' was not run: this conversation may make ${max} tool calls, and they are used up.`;
  }
}

const limitWords = {
  turns: 'turns',
  modelCalls: 'model calls',
  toolCalls: 'tool calls',
  tokens: 'tokens',
  stepsPerTurn: 'steps a turn',
} as const;

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** A time as a person says it, in the largest unit that it is a whole number of. */
export function durationWords(ms: number): string {
  const [name, size] = units.find(([, unit]) => ms % unit === 0) ?? ['millisecond', 1];
  const count = ms / size;
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** What a step may use: what is left, but for what a summary beside it may need. */
export function stepBudget(state: ConversationState): Budget | undefined {
  const left = leftOver(state);
  const { modelCalls } = left;
  if (modelCalls === undefined) return orNothing(left);
  const kept = state.summarizing
    ? callsForSummary(state)
    : modelCalls >= callsOfStep + callsOfSummary
      ? callsOfSummary
      : 0;
  return { ...left, modelCalls: Math.max(0, modelCalls - kept) };
}

/** What a summary may use, or `'none'` when the limits have no room for one beside the steps. */
export function summaryBudget(state: ConversationState): Budget | undefined | 'none' {
  if (state.goal?.rules === undefined) return undefined;
  const left = leftOver(state);
  const { modelCalls, tokens, costUsd } = left;
  // Of these nobody knows how much a plan under way uses, so a summary waits for its end.
  const isHeld = tokens !== undefined || costUsd !== undefined;
  if (isHeld && (state.plan || (tokens ?? 1) <= 0 || (costUsd ?? 1) <= 0)) return 'none';
  if (modelCalls === undefined) return orNothing(left);
  const room = state.plan
    ? modelCalls - (state.plan.budget?.modelCalls ?? modelCalls)
    : modelCalls - callsOfStep;
  return room < callsOfSummary ? 'none' : { ...left, modelCalls: callsOfSummary };
}

function callsForSummary(state: ConversationState): number {
  return state.summarizing?.reserved ?? 0;
}

function leftOver(state: ConversationState): Budget {
  const { usage } = state;
  const held = heldBySubAgents(state);
  const used = {
    modelCalls: usage.modelCalls + held.modelCalls,
    tokens: usage.inputTokens + usage.outputTokens + held.tokens,
    costUsd: (usage.costUsd ?? 0) + held.costUsd,
  };
  const left: { -readonly [Name in keyof Budget]: Budget[Name] } = {};
  for (const name of ['modelCalls', 'tokens', 'costUsd'] as const) {
    const max = limitOf(state, name);
    if (max !== undefined) left[name] = max - used[name];
  }
  return left;
}

function orNothing(budget: Budget): Budget | undefined {
  return Object.keys(budget).length === 0 ? undefined : budget;
}

/** Takes a plan under way back. It counts with all the model calls that it may have made, so that no limit is passed. */
export function takeBack(draft: Draft, plan: NonNullable<ConversationState['plan']>): void {
  draft.commands.push({ kind: 'cancel-plan', planId: plan.planId });
  // One that waits for a summary has said what it used.
  if (!plan.compacting) chargeUnknown(draft, plan.budget);
}

/** Counts the model calls of something of which nobody will say how many it made. */
export function chargeUnknown(draft: Draft, budget: Budget | undefined): void {
  const { usage, goal } = draft.state;
  if (budget?.modelCalls === undefined || goal?.rules === undefined) return;
  const calls = Math.min(budget.modelCalls, callsOfStep);
  set(draft, { usage: { ...usage, modelCalls: usage.modelCalls + calls } });
}
