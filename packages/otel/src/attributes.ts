import type { Attributes } from '@opentelemetry/api';
import type {
  ObservedAnswer,
  ObservedConversation,
  ObservedModelCall,
  ObservedResult,
  ObservedToolCall,
} from '@durable-goals/activities';
import type { EndedStretch } from '@durable-goals/core';

/*
 * Names of OpenTelemetry's conventions for generative AI, v0.1.0, and our own under `durable_goals`.
 * @see https://github.com/open-telemetry/semantic-conventions-genai
 */

/** What is said of a model where its provider is not known. */
const unknownProvider = '_OTHER';

/** What a model is called with, for spans and metrics. */
export function modelAttributes({ model, provider }: ObservedModelCall): Attributes {
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': provider?.name ?? unknownProvider,
    'gen_ai.request.model': model,
    ...(provider?.address === undefined ? {} : { 'server.address': provider.address }),
    ...(provider?.port === undefined ? {} : { 'server.port': provider.port }),
  };
}

export function modelCallAttributes(call: ObservedModelCall): Attributes {
  return {
    ...modelAttributes(call),
    ...conversationAttributes(call),
    'gen_ai.output.type': call.output,
    'gen_ai.request.stream': call.isStreamed,
    'gen_ai.conversation.compacted': call.isCompacted,
    'durable_goals.purpose': call.purpose,
  };
}

export function answerAttributes({ model, usage, ...answer }: ObservedAnswer): Attributes {
  const { cachedInputTokens } = usage;
  return {
    'gen_ai.response.model': model,
    'gen_ai.response.finish_reasons': [finishReason(answer)],
    'gen_ai.usage.input_tokens': usage.inputTokens,
    'gen_ai.usage.output_tokens': usage.outputTokens,
    ...(cachedInputTokens === undefined
      ? {}
      : { 'gen_ai.usage.cache_read.input_tokens': cachedInputTokens }),
  };
}

const finishReasons = {
  stop: 'stop',
  length: 'length',
  refused: 'refusal',
  filtered: 'content_filter',
} as const;

export function finishReason({ finish, callCount }: Pick<ObservedAnswer, 'finish' | 'callCount'>) {
  return finish === 'stop' && callCount > 0 ? 'tool_calls' : finishReasons[finish];
}

/** What a tool is called by, for spans and metrics. */
export function toolAttributes({ tool }: ObservedToolCall): Attributes {
  return { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': tool.name };
}

export function toolCallAttributes(call: ObservedToolCall): Attributes {
  const { tool, callId } = call;
  return {
    ...toolAttributes(call),
    ...conversationAttributes(call),
    'gen_ai.tool.call.id': callId,
    'gen_ai.tool.type': 'function',
    'gen_ai.tool.description': tool.description,
    'durable_goals.tool.effect': tool.effect,
  };
}

/** What a tool's failure is called, when it said itself what happened. */
const failures = {
  completed: undefined,
  failed: 'ToolFailure',
  'not-run': 'ToolDidNotRun',
} as const;

export function resultError({ outcome }: ObservedResult): string | undefined {
  return failures[outcome];
}

/** Which agent works, for spans and metrics. */
export function agentAttributes({ goal }: Pick<EndedStretch, 'goal'>): Attributes {
  return { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': goal.id };
}

export function stretchAttributes(stretch: EndedStretch): Attributes {
  const { goal, conversationId, usage, turn, state } = stretch;
  return {
    ...agentAttributes(stretch),
    'gen_ai.agent.description': goal.title,
    'gen_ai.conversation.id': conversationId,
    'gen_ai.usage.input_tokens': usage.inputTokens,
    'gen_ai.usage.output_tokens': usage.outputTokens,
    'durable_goals.goal.hash': goal.hash,
    'durable_goals.turn': turn,
    'durable_goals.state': state,
    'durable_goals.model_calls': usage.modelCalls,
    'durable_goals.tool_calls': usage.toolCalls,
  };
}

function conversationAttributes({
  conversationId,
  goal,
  stretch,
  attempt,
}: ObservedConversation): Attributes {
  return {
    'gen_ai.conversation.id': conversationId,
    'gen_ai.agent.name': goal.id,
    'durable_goals.goal.hash': goal.hash,
    'durable_goals.attempt': attempt,
    ...(stretch === undefined ? {} : { 'durable_goals.turn': stretch.turn }),
  };
}
