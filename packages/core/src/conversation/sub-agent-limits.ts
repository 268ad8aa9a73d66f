import { set, type Draft } from './draft.js';
import { limitOf, toolOf, type CallState, type ConversationState } from './state.js';
import type { SharedLimits, SubAgentUsage } from './sub-agent-state.js';
import { sumOfUsd } from '../usd.js';

/** What is kept for sub-agents that have not ended. */
export function heldBySubAgents({ batch }: ConversationState): Required<SharedLimits> {
  const held = { modelCalls: 0, toolCalls: 0, tokens: 0, costUsd: 0, wallTimeMs: 0 };
  for (const { status, subAgent } of batch) {
    if (status !== 'running' || subAgent === undefined) continue;
    held.modelCalls += subAgent.reserved.modelCalls ?? 0;
    held.toolCalls += subAgent.reserved.toolCalls ?? 0;
    held.tokens += subAgent.reserved.tokens ?? 0;
    held.costUsd += subAgent.reserved.costUsd ?? 0;
  }
  return held;
}

/**
 * What a sub-agent may use: its share of what is left, but for one step of the agent above, which has to answer yet,
 * and a call for each that waits beside it.
 *
 * @returns the limit that leaves nothing for it, where one does.
 */
export function shareFor(
  { state, now }: Draft,
  call: CallState,
): SharedLimits | keyof SharedLimits {
  const { usage, startedAt = now } = state;
  const held = heldBySubAgents(state);
  const tokens = usage.inputTokens + usage.outputTokens;
  const steps = Math.max(1, usage.steps);
  const { costUsd = 0 } = usage;
  const sharing = Math.max(1, unbegun(state).length);
  const beside = waitingBeside(state, call);
  const used: Required<SharedLimits> = {
    modelCalls: usage.modelCalls + held.modelCalls + (state.summarizing?.reserved ?? 0) + 1,
    // The call itself is one, too.
    toolCalls: usage.toolCalls + held.toolCalls + beside + 1,
    tokens: tokens + held.tokens + Math.ceil(tokens / steps),
    costUsd: costUsd + held.costUsd + costUsd / steps,
    wallTimeMs: now - startedAt,
  };
  const share: { -readonly [Name in keyof SharedLimits]: number } = {};
  for (const name of sharedNames) {
    const max = limitOf(state, name);
    if (max === undefined) continue;
    const left = (max - used[name]) / (name === 'wallTimeMs' ? 1 : sharing);
    const whole = name === 'costUsd' ? left : Math.floor(left);
    // A sub-agent may do without tools, but not without anything else.
    if (whole <= 0 && name !== 'toolCalls') return name;
    share[name] = Math.max(0, whole);
  }
  return share;
}

const sharedNames = ['modelCalls', 'toolCalls', 'tokens', 'costUsd', 'wallTimeMs'] as const;

/** Sub-agents of the step that are to begin yet. */
function unbegun(state: ConversationState): readonly CallState[] {
  return state.batch.filter(
    ({ tool, subAgent, result }) =>
      toolOf(state, tool)?.goalId !== undefined && subAgent === undefined && result === undefined,
  );
}

/** Other calls of the step that are not counted yet. */
function waitingBeside({ batch }: ConversationState, call: CallState): number {
  const at = batch.findIndex(({ callId }) => callId === call.callId);
  // One that was approved comes after the others have begun.
  const isFirst = call.approval === undefined;
  return batch.filter(
    ({ status, subAgent, result }, index) =>
      index !== at &&
      result === undefined &&
      (status === 'awaiting-approval' ||
        (isFirst && status === 'running' && index > at && subAgent === undefined)),
  ).length;
}

/** Counts what a sub-agent used; where that is not known, all that was kept for it. */
export function chargeSubAgent(
  draft: Draft,
  { subAgent }: CallState,
  used: SubAgentUsage | undefined,
): void {
  if (subAgent === undefined) return;
  const { modelCalls = 0, toolCalls = 0, tokens = 0, costUsd } = subAgent.reserved;
  const counted: SubAgentUsage = used ?? {
    modelCalls,
    toolCalls,
    inputTokens: tokens,
    outputTokens: 0,
    cachedInputTokens: 0,
    ...(costUsd === undefined ? {} : { costUsd }),
  };
  const { usage } = draft.state;
  const isPriced = counted.costUsd !== undefined || usage.costUsd !== undefined;
  set(draft, {
    usage: {
      ...usage,
      ...(isPriced ? { costUsd: sumOfUsd(usage.costUsd, counted.costUsd) } : {}),
      modelCalls: usage.modelCalls + counted.modelCalls,
      toolCalls: usage.toolCalls + counted.toolCalls,
      inputTokens: usage.inputTokens + counted.inputTokens,
      outputTokens: usage.outputTokens + counted.outputTokens,
      cachedInputTokens: usage.cachedInputTokens + counted.cachedInputTokens,
    },
  });
}
