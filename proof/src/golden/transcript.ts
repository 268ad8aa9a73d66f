import { inputHashOf, type Message, type ToolResult } from '@durable-goals/core';
import type { HeldConversation } from './hold.js';

/** What a transcript is made of. */
type Told = Pick<HeldConversation, 'messages' | 'conversationId' | 'firstRunId'>;

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
  below,
}: Told & Pick<HeldConversation, 'below'>): string {
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
    JSON.stringify(
      withHashNamed(withoutSubAgentsOwn(withoutTimes(message), below), { conversationId, chainId }),
    ),
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

/** The hashes of a conversation's calls as they were proposed, and so shown to whoever decided. */
function shownHashes({ messages, conversationId, firstRunId: chainId }: Told): readonly string[] {
  const calls = messages.flatMap(({ step }) => step?.calls ?? []);
  return calls.map(({ tool, input }) => inputHashOf(tool, input, { conversationId, chainId }));
}

/**
 * A sub-agent's conversation is named by the call, and a hash that was decided on by a word when it is one of that
 * conversation; that a person settled a call in doubt is left out here, too.
 */
function withoutSubAgentsOwn(message: Message, below: readonly Told[]): Message {
  const { toolCall } = message;
  if (toolCall?.subAgent === undefined) return message;
  const { conversationId, decisions = [], ...about } = toolCall.subAgent;
  const own = below.find((held) => held.conversationId === conversationId);
  const hashes = new Set(own === undefined ? [] : shownHashes(own));
  const subAgent = {
    ...about,
    conversationId: own === undefined ? conversationId : `.${toolCall.callId}`,
    decisions: decisions
      .filter(({ decision }) => decision !== 'resolved')
      .map(({ inputHash = '', ...said }) => ({
        ...said,
        at: '',
        inputHash: hashes.has(inputHash) ? 'right' : inputHash,
      })),
  };
  return { ...message, toolCall: { ...toolCall, subAgent } };
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
