import type { Approval, Doubt, JsonObject, Message, Status } from '../api/shapes.js';

/** A tool call, wherever it stands. */
export type CallItem =
  | { readonly kind: 'settled'; readonly callId: string; readonly message: Message }
  | { readonly kind: 'approval'; readonly callId: string; readonly approval: Approval }
  | { readonly kind: 'doubt'; readonly callId: string; readonly doubt: Doubt }
  | {
      readonly kind: 'running';
      readonly callId: string;
      readonly tool: string;
      readonly input: JsonObject;
    };

/** A line of the transcript: what was said, and the calls that it led to. */
interface TranscriptItem {
  readonly message: Message;
  readonly calls: readonly CallItem[];
}

/** What a conversation looks like. */
export interface Transcript {
  readonly items: readonly TranscriptItem[];
  /** Calls that wait for a person: they stand below everything that was said. */
  readonly waiting: readonly CallItem[];
}

type CallStatus = Pick<Status, 'approvals' | 'inDoubt' | 'running' | 'state'>;

/** Puts each tool call below the message that proposed it, and once only. */
export function transcriptOf(messages: readonly Message[], status?: CallStatus): Transcript {
  const settled = new Map<string, Message>();
  for (const message of messages) {
    const { toolCall } = message;
    if (toolCall === undefined) continue;
    settled.set(toolCall.callId, message);
    // An edit makes a call of its own, in the place of the one that was proposed.
    if (toolCall.approval?.editedFrom) settled.set(toolCall.approval.editedFrom, message);
  }
  const waiting = [...waitingCalls(status)];
  const lastStep = messages.findLast(({ step }) => (step?.calls?.length ?? 0) > 0);
  const shown = new Set<Message>();
  const items: TranscriptItem[] = [];
  for (const message of messages) {
    if (message.toolCall !== undefined) {
      if (!shown.has(message)) items.push({ message, calls: [settledItem(message)] });
      continue;
    }
    const calls = (message.step?.calls ?? []).flatMap((call): CallItem[] => {
      const result = settled.get(call.callId);
      if (result !== undefined) {
        if (shown.has(result)) return [];
        shown.add(result);
        return [settledItem(result)];
      }
      // What waits for a person stands at the end, wherever it was proposed.
      if (message !== lastStep || waiting.some((item) => isOf(item, call))) return [];
      if (status === undefined || status.state === 'ended') return [];
      const isRunning = status.running.includes(call.tool) || status.state === 'working';
      return isRunning ? [{ kind: 'running', ...call }] : [];
    });
    items.push({ message, calls });
  }
  return { items, waiting };
}

function* waitingCalls(status?: CallStatus): Generator<CallItem> {
  for (const approval of status?.approvals ?? []) {
    yield { kind: 'approval', callId: approval.callId, approval };
  }
  for (const doubt of status?.inDoubt ?? []) yield { kind: 'doubt', callId: doubt.callId, doubt };
}

/** Whether a call that waits is the proposed one, or took its place when it was edited. */
function isOf(item: CallItem, call: { readonly callId: string; readonly tool: string }): boolean {
  if (item.callId === call.callId) return true;
  if (item.kind === 'approval') return item.approval.tool === call.tool;
  return item.kind === 'doubt' && item.doubt.tool === call.tool;
}

function settledItem(message: Message): CallItem {
  return { kind: 'settled', callId: message.toolCall?.callId ?? message.id, message };
}
