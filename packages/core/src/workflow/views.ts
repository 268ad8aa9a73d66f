import { boundsOf } from '../conversation/bounds.js';
import { sizeOf } from '../conversation/draft.js';
import { withoutRaw } from '../conversation/raw-answers.js';
import type { CallState, ConversationState } from '../conversation/state.js';
import type { ParentConversation } from '../conversation/sub-agent-state.js';
import { callsInDoubt, pendingApprovals, turnStateOf, whyItWaits } from '../conversation/turn.js';
import type { GoalSpec } from '../goal-spec.js';
import type { Message } from '../message.js';
import type { ConversationStatus, LatestToolCall, MessagePage, WorkingSubAgent } from '../wire.js';

/** A conversation at a glance. */
export function statusOf(state: ConversationState, goalId: string): ConversationStatus {
  const subAgents = subAgentsAtWork(state);
  return {
    conversationId: state.conversationId,
    goalId: state.goal?.id ?? goalId,
    ...(state.owner === undefined ? {} : { owner: state.owner }),
    ...(state.title === undefined ? {} : { title: state.title }),
    ...(state.parent === undefined ? {} : { parent: parentOf(state.parent) }),
    state: turnStateOf(state),
    turn: state.turn,
    queued: state.queue.length,
    lastSeq: state.nextSeq - 1,
    approvals: pendingApprovals(state),
    inDoubt: callsInDoubt(state),
    running: state.batch.flatMap(({ status, tool }) => (status === 'running' ? [tool] : [])),
    ...(subAgents.length === 0 ? {} : { subAgents }),
    ...whyItWaits(state),
    ...(state.failure === undefined ? {} : { failure: state.failure }),
    ...(state.model === undefined ? {} : { model: state.model }),
    ...(state.summary === undefined ? {} : { summary: state.summary }),
    usage: state.usage,
  };
}

function parentOf({
  conversationId,
  callId,
}: ParentConversation): NonNullable<ConversationStatus['parent']> {
  return { conversationId, callId };
}

function subAgentsAtWork({ batch }: ConversationState): readonly WorkingSubAgent[] {
  return batch.flatMap(({ callId, tool, status, subAgent }) => {
    if (status !== 'running' || subAgent === undefined) return [];
    const { goalId, conversationId } = subAgent;
    return [{ callId, tool, goalId, conversationId }];
  });
}

/** The messages after a sequence number, as many as a Query may return. */
export function messagePage(state: ConversationState, after: unknown): MessagePage {
  const from = typeof after === 'number' ? after : 0;
  const later = state.messages.filter(({ seq }) => seq > from);
  const page: Message[] = [];
  const { pageSize } = boundsOf(state.goal);
  let size = 0;
  for (const message of later.map(withoutRaw)) {
    size += sizeOf(message);
    if (size > pageSize && page.length > 0) break;
    page.push(message);
  }
  return {
    messages: page,
    more: page.length < later.length,
    firstSeq: state.messages[0]?.seq ?? state.nextSeq,
  };
}

/** The tool call that was made last: one under way before one in the transcript. */
export function latestToolCall(state: ConversationState): LatestToolCall | null {
  const current = state.batch.at(-1);
  if (current) return latestOf(current);
  const past = state.messages.findLast(({ toolCall }) => toolCall !== undefined);
  if (past?.toolCall === undefined) return null;
  return { call: past.toolCall, ...(past.toolResult ? { result: past.toolResult } : {}) };
}

function latestOf({
  callId,
  tool,
  input,
  inputHash,
  effect,
  approval,
  result,
}: CallState): LatestToolCall {
  return {
    call: { callId, tool, input, inputHash, effect, ...(approval ? { approval } : {}) },
    ...(result ? { result } : {}),
  };
}

/** The goal as it was recorded, or `null` while it is looked up. */
export function goalView(state: ConversationState): GoalSpec | null {
  return state.goal ?? null;
}
