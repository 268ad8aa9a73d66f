import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '@durable-goals/core';
import {
  completion,
  startUpstream,
  type Upstream,
  type UpstreamAnswer,
} from '../../packages/activities/test/model/openai-upstream.js';

type Sent = Readonly<Record<string, unknown>>;

/** What the provider is to answer: words, or calls of functions. */
export type ProviderStep =
  | string
  | readonly { readonly tool: string; readonly input: JsonObject | string }[];

export interface StrictProvider {
  answer(request: { readonly body: Sent }): UpstreamAnswer;
  /** How often it was asked to plan. */
  readonly planned: () => number;
  /** Why it refused requests, if it did. */
  readonly refusals: readonly string[];
  /** The signatures that it gave out, in order. */
  readonly signatures: readonly string[];
}

/**
 * A provider that plans by a script, and is as strict as the strictest: every call has to be followed by its result,
 * and every message with calls has to come back with the signature and the reasoning that it went out with.
 *
 * @param isSame - Whether it did; by default when it is the very same.
 */
export function strictProvider(
  script: readonly ProviderStep[],
  isSame: (sent: Sent, original: Sent) => boolean = isDeepStrictEqual,
): StrictProvider {
  const given = new Map<string, Sent>();
  const signatures: string[] = [];
  const refusals: string[] = [];
  let planned = 0;

  function answer({ body }: { readonly body: Sent }): UpstreamAnswer {
    const messages = body['messages'] as readonly Sent[];
    const refusal = problemIn(messages);
    if (refusal !== undefined) {
      refusals.push(refusal);
      return { status: 400, body: { error: { message: refusal, type: 'invalid_request_error' } } };
    }
    if (body['response_format'] !== undefined) return '{"valid": true}';
    if (body['tools'] === undefined) return 'They talked. Nothing was decided.';
    const step = script[planned] ?? 'There is nothing left to say.';
    planned += 1;
    if (typeof step === 'string') return step;
    const signature = randomBytes(24).toString('base64');
    signatures.push(signature);
    const message = {
      role: 'assistant',
      content: null,
      reasoning_details: [{ type: 'reasoning.encrypted', data: `r-${signature}`, index: 0 }],
      tool_calls: step.map(({ tool, input }, index) => ({
        id: `call_${planned}_${index}`,
        type: 'function',
        function: {
          name: tool,
          arguments: typeof input === 'string' ? input : JSON.stringify(input),
        },
        // As Gemini does: the first call of several carries it.
        ...(index === 0 ? { extra_content: { google: { thought_signature: signature } } } : {}),
      })),
    };
    for (const { id } of message.tool_calls) given.set(id, message);
    return {
      body: completion({ ...message, refusal: null }, { finish_reason: 'tool_calls' }),
    };
  }

  function problemIn(messages: readonly Sent[]): string | undefined {
    let open: string[] = [];
    for (const [index, message] of messages.entries()) {
      if (message['role'] === 'tool') {
        const id = String(message['tool_call_id']);
        if (!open.includes(id)) return `messages[${index}] answers '${id}', which was not called`;
        open = open.filter((other) => other !== id);
        continue;
      }
      if (open.length > 0) return `messages[${index}] comes before the results of ${open.join()}`;
      if (message['role'] !== 'assistant') continue;
      const calls = (message['tool_calls'] ?? []) as readonly { readonly id: string }[];
      open = calls.map(({ id }) => id);
      for (const id of open) {
        const original = given.get(id);
        if (original !== undefined && !isSame(message, original)) {
          return `messages[${index}] lacks the thought_signature that it was made with`;
        }
      }
    }
    return open.length > 0 ? `no result follows ${open.join()}` : undefined;
  }

  return { answer, planned: () => planned, refusals, signatures };
}

/** The same on a port of its own. */
export async function startStrictProvider(
  script: readonly ProviderStep[],
): Promise<StrictProvider & Upstream> {
  const provider = strictProvider(script);
  return { ...(await startUpstream((request) => provider.answer(request))), ...provider };
}

/** Whether a message came back through a proxy that moves members about: the calls as they were, and the reasoning. */
export function isSameBehindProxy(sent: Sent, original: Sent): boolean {
  const [reasoning] = original['reasoning_details'] as readonly { readonly data: string }[];
  return (
    isDeepStrictEqual(sent['tool_calls'], original['tool_calls']) &&
    reasoning !== undefined &&
    JSON.stringify(sent).includes(reasoning.data)
  );
}
