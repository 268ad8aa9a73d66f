import type { ModelCall, ModelMessage, ModelRequest } from '@durable-goals/core';
import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';

/**
 * A request's messages as a chat completion takes them.
 *
 * @param model - Id of the model that is asked: what it sent before itself goes back to it as it was.
 */
export function chatMessagesOf(
  messages: readonly ModelMessage[],
  model: string,
): ChatCompletionMessageParam[] {
  return messages.map((message): ChatCompletionMessageParam => {
    switch (message.role) {
      case 'system':
      case 'user':
        return { role: message.role, content: message.content };
      case 'tool':
        return { role: 'tool', tool_call_id: message.callId, content: message.content };
      case 'assistant': {
        const { content, calls = [], raw } = message;
        // What it holds besides is the provider's own, and none of our business.
        if (raw?.from === model) return raw.message as unknown as ChatCompletionMessageParam;
        return {
          role: 'assistant',
          content,
          ...(calls.length === 0 ? {} : { tool_calls: calls.map(toolCallOf) }),
        };
      }
    }
  });
}

function toolCallOf({ id, tool, input }: ModelCall) {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  return { id, type: 'function' as const, function: { name: tool, arguments: text } };
}

/** What a request offers to call, as a chat completion takes it; `isChoiceKnown`: the endpoint knows `tool_choice`. */
export function chatToolsOf(
  { tools = [], toolChoice }: ModelRequest,
  isChoiceKnown: boolean,
): Pick<ChatCompletionCreateParamsNonStreaming, 'tools' | 'tool_choice'> {
  if (tools.length === 0) return {};
  return {
    tools: tools.map(({ name, description, schema }) => {
      // Of no use to a model, and some providers refuse it.
      const { $schema: _, ...parameters } = schema;
      return { type: 'function', function: { name, description, parameters } };
    }),
    ...(toolChoice === undefined || !isChoiceKnown ? {} : { tool_choice: toolChoice }),
  };
}

/** Whether a refusal's words are about the choice of a tool, so that the request may do without. */
export function isAboutToolChoice(words: string): boolean {
  return /tool[_ ]?choice/i.test(words);
}
