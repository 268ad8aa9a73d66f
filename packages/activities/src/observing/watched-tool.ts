import type { Registry, Tool, ToolReply, ToolRequest } from '@durable-goals/core';
import { runningRedactor } from '../secrets/redacting-activities.js';
import { chainOf } from '../tools/chain-of.js';
import type { AgentObserver, ObservedResult } from './agent-observer.js';
import type { Watching } from './observed.js';
import { observedConversation } from './watched-model.js';

/** What a Worker with an observer watches of a tool. */
export function watchedTool(
  observer: AgentObserver | undefined,
  registry: Registry,
  { request, tool }: { readonly request: ToolRequest; readonly tool: Tool },
): Watching<ToolReply, ObservedResult> | undefined {
  if (observer?.toolCall === undefined) return undefined;
  const redactor = runningRedactor();
  const { callId, goal, input } = request;
  const { name, description, effect } = tool;
  // Its title may be newer than what the conversation recorded; its hash is what was recorded.
  const title = registry.versions(goal.id)[0]?.spec.title ?? goal.id;
  const conversation = { ...request, chainId: chainOf(request) };
  const call = {
    ...redactor.value(observedConversation(conversation, { ...goal, title })),
    callId,
    tool: { name, description, effect },
    input: () => redactor.value(input),
  };
  return {
    around: async (run) => await observer.toolCall?.(call, run),
    seen: (reply) => ({
      outcome: reply.kind,
      result: () => redactor.value(reply.kind === 'completed' ? reply.output : reply.error),
    }),
  };
}
