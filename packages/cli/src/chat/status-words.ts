import type { StatusNow } from '@durable-goals/client';
import type { LimitReached, Waiting } from '@durable-goals/core';
import { countedNames } from './call-names.js';
import { shortTime } from './terminal-screen.js';

/** What the agent is busy with. */
export function busyWords({ running, state, queued }: StatusNow): string {
  if (running.length > 0) return `running ${countedNames(running)}`;
  if (state === 'working' && queued > 1) return `thinking, ${queued} messages wait`;
  return 'thinking';
}

/** Which calls wait for a decision, when there are several. */
export function approvalsWords(approvals: StatusNow['approvals']): string {
  const names = countedNames(approvals.map(({ tool }) => tool));
  return `${approvals.length} calls wait for approval, to be decided one after the other: ${names}.`;
}

/** Why a model is waited for, and what goes on from there. */
export function waitingWords({ reason, until }: Waiting): string {
  const next =
    until === undefined
      ? 'Goes on at the next message, or at /retry.'
      : `Tried again at ${shortTime(until)}, or at /retry.`;
  return `Waiting for the model: ${reason} ${next}`;
}

/** Which limit stopped a conversation, and what goes on from there. */
export function limitWords({ limit, max }: LimitReached): string {
  return `Stopped at the limit of ${max} ${limit}. /grant ${limit} ${max} goes on.`;
}

/** A status as lines, for a person who asks for it. */
export function statusLines(status: StatusNow): string[] {
  const { usage, conversationId, goalId, state, stale, model, queued, waiting, limit } = status;
  const { parent, subAgents = [] } = status;
  return [
    `Conversation '${conversationId}' about '${goalId}' is ${state}${stale ? ', as far as is known without a Worker' : ''}.`,
    ...(parent
      ? [`It is a sub-agent of '${parent.conversationId}', for call ${parent.callId}.`]
      : []),
    ...subAgents.map(
      ({ tool, callId, conversationId: below }) => `'${tool}' (${callId}) runs as '${below}'.`,
    ),
    ...(waiting ? [waitingWords(waiting)] : []),
    ...(limit ? [limitWords(limit)] : []),
    ...(queued > 0 ? [`${queued} messages wait for their turn.`] : []),
    ...(model === undefined ? [] : [`Model: ${model}.`]),
    `Used: ${usage.turns} turns, ${usage.modelCalls} model calls, ${usage.toolCalls} tool calls, ${usage.inputTokens + usage.outputTokens} tokens${usage.costUsd === undefined ? '' : `, ${usage.costUsd} USD`}.`,
  ];
}
