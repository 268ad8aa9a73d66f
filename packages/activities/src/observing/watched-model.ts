import { activityInfo } from '@temporalio/activity';
import type {
  GoalSpec,
  Model,
  ModelRequest,
  ModelResponse,
  PlanRequest,
} from '@durable-goals/core';
import { runningRedactor } from '../secrets/redacting-activities.js';
import type { AgentObserver, ObservedAnswer, ObservedConversation } from './agent-observer.js';
import type { Watching } from './observed.js';

/** A request to a model, and whether somebody listens to the answer. */
interface WatchedRequest {
  readonly model: Model;
  readonly request: ModelRequest;
  readonly isStreamed: boolean;
}

/** Gives what an observer sees of a call to a model; `undefined` without an observer. */
export type ModelWatch = (
  asked: WatchedRequest,
) => Watching<ModelResponse, ObservedAnswer> | undefined;

/** Watches the model calls of one Activity. */
export function modelWatch(
  observer: AgentObserver | undefined,
  request: Pick<PlanRequest, 'conversationId' | 'stretch'> & { readonly chainId: string },
  goal: GoalSpec,
): ModelWatch {
  return ({ model, request: { purpose, output, situation, messages }, isStreamed }) => {
    if (observer?.modelCall === undefined) return undefined;
    const redactor = runningRedactor();
    const call = {
      ...redactor.value(observedConversation(request, goal)),
      purpose,
      model: redactor.text(model.id),
      ...(model.provider === undefined ? {} : { provider: redactor.value(model.provider) }),
      output: output === undefined ? ('text' as const) : ('json' as const),
      isStreamed,
      isCompacted: situation.summary !== undefined,
      messages: () => redactor.value(messages),
    };
    return {
      around: async (run) => await observer.modelCall?.(call, run),
      seen: ({ finish, usage, model: answered, text, calls = [] }) => ({
        finish,
        usage,
        model: redactor.text(answered),
        callCount: calls.length,
        text: () => redactor.text(text),
        calls: () => redactor.value(calls),
      }),
    };
  };
}

/** For which conversation the Activity that runs does its work. */
export function observedConversation(
  { conversationId, chainId, stretch }: Parameters<typeof modelWatch>[1],
  { id, title, hash }: Pick<GoalSpec, 'id' | 'title' | 'hash'>,
): ObservedConversation {
  return {
    conversationId,
    chainId,
    goal: { id, title, hash },
    ...(stretch === undefined ? {} : { stretch }),
    attempt: activityInfo().attempt,
  };
}
