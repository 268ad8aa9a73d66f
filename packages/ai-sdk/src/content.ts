import type { LanguageModelV4Content } from '@ai-sdk/provider';
import {
  isJsonObject,
  longestRawAnswer,
  type JsonObject,
  type ModelCall,
  type ModelResponse,
} from '@durable-goals/core';
import { callInputOf } from '@durable-goals/activities/model-parts';
import { objectOf } from './prompt.js';

type ToolCall = Extract<LanguageModelV4Content, { readonly type: 'tool-call' }>;

/** The words of an answer. */
export function textOf(content: readonly LanguageModelV4Content[]): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/**
 * The tool calls of an answer, and the whole of it where it holds more than words: reasoning, signatures, calls.
 *
 * @param from - Id of the model that answered.
 */
export function callsOf(
  content: readonly LanguageModelV4Content[],
  from: string,
): Pick<ModelResponse, 'calls' | 'raw'> {
  const calls = content.filter((part) => part.type === 'tool-call' && !part.providerExecuted);
  const isPlain = content.every(
    (part) =>
      part.type === 'source' ||
      (part.type === 'text' && Object.keys(part.providerMetadata ?? {}).length === 0),
  );
  if (isPlain) return {};
  const message = { role: 'assistant', content: content.flatMap(promptPartOf).map(asJson) };
  const isKept = message.content.length > 0 && JSON.stringify(message).length <= longestRawAnswer;
  return {
    ...(calls.length === 0 ? {} : { calls: calls.map((part) => callOf(part as ToolCall)) }),
    ...(isKept ? { raw: { from, message } } : {}),
  };
}

function callOf({ toolCallId, toolName, input }: ToolCall): ModelCall {
  return { id: toolCallId, tool: toolName, input: callInputOf(input) };
}

/** A part of an answer as the part of a prompt that it is sent back as; some are not sent back at all. */
function promptPartOf(part: LanguageModelV4Content): readonly object[] {
  const { providerMetadata, ...own } = part;
  const kept = providerMetadata === undefined ? {} : { providerOptions: providerMetadata };
  switch (part.type) {
    case 'source':
    case 'tool-approval-request':
      return [];
    case 'text':
      return part.text === '' && providerMetadata === undefined
        ? []
        : [{ type: 'text', text: part.text, ...kept }];
    case 'tool-call':
      return [{ ...own, input: sentBack(part.input), ...kept }];
    case 'tool-result': {
      const output = { type: part.isError ? 'error-json' : 'json', value: part.result };
      const { toolCallId, toolName } = part;
      return part.preliminary ? [] : [{ type: part.type, toolCallId, toolName, output, ...kept }];
    }
    default:
      return [{ ...own, ...kept }];
  }
}

/** An input that is JSON in JSON is taken out of it. */
function sentBack(text: string): unknown {
  const input = callInputOf(text);
  return objectOf(typeof input === 'string' ? callInputOf(input) : input);
}

/** Bytes as the base64 that providers take in their place; what is undefined is left out. */
function asJson(part: object): JsonObject {
  const text = JSON.stringify(part, (_key, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );
  const json: unknown = JSON.parse(text);
  return isJsonObject(json) ? json : {};
}
