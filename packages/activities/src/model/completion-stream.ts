import type { JsonObject } from '@durable-goals/core';
import { mergedDelta } from './merged-delta.js';

/** The chunks of a streamed chat completion, put together. */
export interface CompletionStream {
  /**
   * Takes one chunk in, as it was parsed; nothing about its shape is believed.
   *
   * @returns the text that it adds to the answer
   */
  add(chunk: unknown): string;
  /** Whether the provider said why the answer ends. */
  isFinished(): boolean;
  /** Whether nothing was said and nothing counted: so a gateway passes on that what it got was no stream. */
  isBlank(): boolean;
  /** The body that the same answer has when it is not streamed. */
  body(): unknown;
}

interface CallPart {
  readonly id: unknown;
  readonly name: string;
  readonly arguments: string;
  /** What only the provider understands. */
  readonly rest: JsonObject;
}

/** Begins to put chunks together. */
export function completionStream(): CompletionStream {
  let hasChoice = false;
  let content = '';
  let refusal = '';
  let finish: unknown;
  let usage: unknown;
  let model: unknown;
  let error: unknown;
  const calls = new Map<unknown, CallPart>();
  let rest: JsonObject = {};

  function addCall(part: Record<string, unknown>): void {
    const index = part['index'] ?? 0;
    const known = calls.get(index) ?? { id: undefined, name: '', arguments: '', rest: {} };
    const { index: _, id: _id, type: _type, function: _function, ...others } = part;
    const called = recordOf(part['function']);
    calls.set(index, {
      id: known.id ?? part['id'],
      name: known.name + textOf(called['name']),
      arguments: known.arguments + textOf(called['arguments']),
      rest: mergedDelta(known.rest, others as JsonObject),
    });
  }

  return {
    add(chunk) {
      const whole = recordOf(chunk);
      error ??= whole['error'];
      model ??= whole['model'];
      usage = whole['usage'] ?? usage;
      const choices = whole['choices'];
      const choice = recordOf(Array.isArray(choices) ? choices[0] : undefined);
      if (Array.isArray(choices) && choices.length > 0) hasChoice = true;
      if (choice['finish_reason'] === 'error') error ??= choice['error'] ?? 'error';
      finish = choice['finish_reason'] ?? finish;
      // Some end with a chunk that has the whole message once more.
      const delta = recordOf(choice['delta'] ?? (content === '' ? choice['message'] : undefined));
      refusal += textOf(delta['refusal']);
      const { role: _, content: _content, refusal: _refusal, tool_calls: parts, ...others } = delta;
      rest = mergedDelta(rest, others as JsonObject);
      if (Array.isArray(parts)) for (const part of parts) addCall(recordOf(part));
      const piece = textOf(delta['content']);
      content += piece;
      return piece;
    },
    isFinished: () => finish !== undefined || error !== undefined,
    isBlank() {
      const counted = Number(recordOf(usage)['completion_tokens'] ?? 0);
      const isPlain = finish === undefined || finish === 'stop';
      return content === '' && refusal === '' && calls.size === 0 && isPlain && counted === 0;
    },
    body() {
      if (error !== undefined) return { error };
      const toolCalls = [...calls.values()].map(({ id, name, arguments: given, rest: own }) => ({
        ...own,
        ...(id === undefined ? {} : { id }),
        type: 'function',
        function: { name, arguments: given },
      }));
      const message = {
        ...rest,
        role: 'assistant',
        content,
        ...(refusal === '' ? {} : { refusal }),
        ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
      };
      return {
        model,
        usage,
        ...(hasChoice ? { choices: [{ message, finish_reason: finish }] } : {}),
      };
    },
  };
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return '';
  return value
    .map((part) => textOf(typeof part === 'string' ? part : recordOf(part)['text']))
    .join('');
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
