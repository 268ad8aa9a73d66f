import { inputHashOf, type Message, type ToolResult } from '@durable-goals/core';
import type { HeldConversation } from './hold.js';

/**
 * A transcript as text, to be compared byte for byte: everything but the times, and but the note that a
 * person settled a call in doubt. The hash of an input, which is another one in each conversation, is replaced by a
 * word when it is the right one.
 *
 * A call of which it is known that it came to nothing is left out, with the message that proposed it: it
 * was proposed once more. Where there is such a call, what is numbered is numbered anew.
 */
export function transcriptText({
  messages,
  conversationId,
  firstRunId: chainId,
}: Pick<HeldConversation, 'messages' | 'conversationId' | 'firstRunId'>): string {
  const nothing = new Set(
    messages.flatMap(({ toolCall, toolResult }) =>
      toolCall && toolResult?.outcome === 'not-run' ? [toolCall.callId] : [],
    ),
  );
  const kept = messages.filter(
    ({ toolCall, step }) =>
      !nothing.has(toolCall?.callId ?? '') &&
      !step?.calls?.some(({ callId }) => nothing.has(callId)),
  );
  const lines = kept.map((message) =>
    JSON.stringify(withHashNamed(withoutTimes(message), { conversationId, chainId })),
  );
  const text = lines.join('\n');
  return nothing.size === 0 ? text : numberedAnew(text);
}

/** The first line in which two transcripts differ, in words; nothing when they are the same. */
export function differenceOf(one: string, other: string): string | undefined {
  if (one === other) return undefined;
  const [ones, others] = [one.split('\n'), other.split('\n')];
  const at = ones.findIndex((line, index) => line !== others[index]);
  const index = at === -1 ? ones.length : at;
  return `message ${index + 1} is ${ones[index] ?? 'missing'}, not ${others[index] ?? 'missing'}`;
}

function withoutTimes({ toolResult, ...message }: Message): Message {
  const { toolCall } = message;
  const { resolved: _settled, ...result } = toolResult ?? {};
  const timeless = {
    ...message,
    at: '',
    ...(toolResult ? { toolResult: result as ToolResult } : {}),
  };
  if (toolCall?.approval === undefined) return timeless;
  const approval = { ...toolCall.approval, at: '' };
  return { ...timeless, toolCall: { ...toolCall, approval } };
}

function withHashNamed(
  message: Message,
  conversation: { readonly conversationId: string; readonly chainId: string },
): Message {
  const { toolCall } = message;
  if (toolCall === undefined) return message;
  const isRight = toolCall.inputHash === inputHashOf(toolCall.tool, toolCall.input, conversation);
  return isRight ? { ...message, toolCall: { ...toolCall, inputHash: 'right' } } : message;
}

function numberedAnew(text: string): string {
  const calls = new Map<string, string>();
  let seq = 0;
  return text
    .split('\n')
    .map((line) => {
      seq += 1;
      return line
        .replace(/"id":"m\d+"/, `"id":"m${seq}"`)
        .replace(/"seq":\d+/, `"seq":${seq}`)
        .replaceAll(/"callId":"(c\d+)"/g, (_, callId: string) => {
          if (!calls.has(callId)) calls.set(callId, `c${calls.size + 1}`);
          return `"callId":"${calls.get(callId)}"`;
        });
    })
    .join('\n');
}
