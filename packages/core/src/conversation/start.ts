import type { AgentStart } from '../wire.js';
import { append, set, type Draft } from './draft.js';
import { newConversation } from './new-conversation.js';
import { remember } from './seen.js';
import type { ConversationState } from './state.js';

/**
 * The state that a run begins with: what the previous run handed over, or a new conversation with what
 * was said before and what waits to be said, or else a greeting to plan.
 */
export function startingState(
  start: AgentStart,
  ids: { readonly conversationId: string; readonly chainId: string },
  now: number,
): ConversationState {
  // An older Worker may have handed over a state without what was added since.
  if (start.carried) return { ...newConversation(ids), ...start.carried };
  const draft: Draft = {
    state: { ...newConversation(ids), startedAt: now },
    commands: [],
    now,
  };
  const {
    messages = [],
    queuedPrompts = [],
    owner,
    summary,
    model,
    limits,
    mode,
    known,
    parent,
  } = start;
  if (owner !== undefined) set(draft, { owner });
  if (mode === 'run') set(draft, { mode });
  if (summary !== undefined) set(draft, { summary });
  if (model !== undefined) set(draft, { model });
  if (limits !== undefined) set(draft, { limits });
  if (known !== undefined) set(draft, { known });
  if (parent !== undefined) set(draft, { parent });
  for (const { role, text } of messages) {
    append(draft, { role: role === 'user' ? 'user' : 'agent', text });
  }
  for (const [index, text] of queuedPrompts.entries()) {
    const id = `start-${index + 1}`;
    set(draft, {
      lastTurn: index + 1,
      queue: [...draft.state.queue, { id, text, turn: index + 1 }],
    });
    remember(draft, id, index + 1);
  }
  if (queuedPrompts.length + messages.length === 0 && summary === undefined) {
    set(draft, { todo: { kind: 'start' } });
  }
  return draft.state;
}
