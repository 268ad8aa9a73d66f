import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
  LanguageModelV4ToolCallPart,
  LanguageModelV4ToolResultPart,
} from '@ai-sdk/provider';
import {
  isJsonObject,
  type JsonSchema,
  type ModelCall,
  type ModelMessage,
  type ModelRequest,
} from '@durable-goals/core';
import type { Asking } from '@durable-goals/activities/model-parts';

/**
 * A request's messages as the AI SDK has them.
 *
 * @param model - Id of the model that is asked: what it sent before itself goes back to it as it was.
 */
export function promptOf(messages: readonly ModelMessage[], model: string): LanguageModelV4Prompt {
  const tools = new Map<string, string>();
  const prompt: LanguageModelV4Message[] = [];
  for (const message of messages) {
    if (message.role === 'tool') {
      const result = resultOf(message, tools.get(message.callId) ?? '');
      const last = prompt.at(-1);
      // Some providers want the results of one answer's calls in one message.
      if (last?.role === 'tool') last.content.push(result);
      else prompt.push({ role: 'tool', content: [result] });
      continue;
    }
    if (message.role === 'assistant') {
      for (const { id, tool } of message.calls ?? []) tools.set(id, tool);
    }
    prompt.push(messageOf(message, model));
  }
  return prompt;
}

function messageOf(
  message: Exclude<ModelMessage, { readonly role: 'tool' }>,
  model: string,
): LanguageModelV4Message {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.content };
    case 'user':
      return { role: 'user', content: [{ type: 'text', text: message.content }] };
    case 'assistant': {
      const { content, calls = [], raw } = message;
      // What it holds besides is the provider's own, and none of our business.
      if (raw?.from === model && Array.isArray(raw.message['content'])) {
        return raw.message as unknown as LanguageModelV4Message;
      }
      const hasText = content !== '' || calls.length === 0;
      const words = hasText ? [{ type: 'text' as const, text: content }] : [];
      return { role: 'assistant', content: [...words, ...calls.map(callPartOf)] };
    }
  }
}

function callPartOf({ id, tool, input }: ModelCall): LanguageModelV4ToolCallPart {
  return { type: 'tool-call', toolCallId: id, toolName: tool, input: objectOf(input) };
}

/** Providers take nothing but an object back. */
export function objectOf(input: ModelCall['input']): ModelCall['input'] {
  return isJsonObject(input) ? input : {};
}

function resultOf(
  { callId, content }: Extract<ModelMessage, { readonly role: 'tool' }>,
  toolName: string,
): LanguageModelV4ToolResultPart {
  return {
    type: 'tool-result',
    toolCallId: callId,
    toolName,
    output: { type: 'text', value: content },
  };
}

/** What a request offers to call, and the form that its answer is to have. */
export function formOf(
  { tools = [], toolChoice, output }: ModelRequest,
  { format, isChoiceKnown }: Asking,
): Pick<LanguageModelV4CallOptions, 'tools' | 'toolChoice' | 'responseFormat'> {
  return {
    ...(tools.length === 0
      ? {}
      : {
          tools: tools.map(({ name, description, schema }) => ({
            type: 'function',
            name,
            description,
            inputSchema: plain(schema),
          })),
        }),
    ...(tools.length === 0 || toolChoice === undefined || !isChoiceKnown
      ? {}
      : { toolChoice: { type: toolChoice } }),
    ...(output === undefined || format === 'none'
      ? {}
      : {
          responseFormat: {
            type: 'json',
            ...(format === 'json_schema' && {
              name: output.name.replaceAll(/[^\w-]/g, '_').slice(0, 64),
              schema: plain(output.schema),
            }),
          },
        }),
  };
}

/** Without what is of no use to a model, and refused by some providers. */
function plain(schema: JsonSchema): JsonSchema {
  const { $schema: _, ...others } = schema;
  return others;
}
