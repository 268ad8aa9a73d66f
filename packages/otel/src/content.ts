import type { Attributes } from '@opentelemetry/api';
import type { ObservedAnswer, ObservedModelCall } from '@durable-goals/activities';
import type { Json, ModelCall, ModelMessage } from '@durable-goals/core';
import { finishReason } from './attributes.js';

/** A part of a message, as the conventions have it. */
type Part =
  | { readonly type: 'text'; readonly content: string }
  | {
      readonly type: 'tool_call';
      readonly id: string;
      readonly name: string;
      readonly arguments: Json;
    }
  | { readonly type: 'tool_call_response'; readonly id: string; readonly response: string };

/** What a model was asked, as JSON. */
export function inputContent(call: ObservedModelCall): Attributes {
  const messages = call
    .messages()
    .map((message) => ({ role: message.role, parts: partsOf(message) }));
  return { 'gen_ai.input.messages': JSON.stringify(messages) };
}

/** What a model answered, as JSON. */
export function outputContent(answer: ObservedAnswer): Attributes {
  const parts = [...textPart(answer.text()), ...answer.calls().map(callPart)];
  const message = { role: 'assistant', parts, finish_reason: finishReason(answer) };
  return { 'gen_ai.output.messages': JSON.stringify([message]) };
}

function partsOf(message: ModelMessage): readonly Part[] {
  if (message.role === 'tool') {
    return [{ type: 'tool_call_response', id: message.callId, response: message.content }];
  }
  const calls = message.role === 'assistant' ? (message.calls ?? []) : [];
  return [...textPart(message.content), ...calls.map(callPart)];
}

function textPart(content: string): readonly Part[] {
  return content === '' ? [] : [{ type: 'text', content }];
}

function callPart({ id, tool, input }: ModelCall): Part {
  return { type: 'tool_call', id, name: tool, arguments: input };
}
