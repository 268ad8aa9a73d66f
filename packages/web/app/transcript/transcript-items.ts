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
  /** Calls that wait or run and that no message here proposed. */
  readonly loose: readonly CallItem[];
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
      if (message !== lastStep) return [];
      const exact = waiting.findIndex(({ callId }) => callId === call.callId);
      const index = exact >= 0 ? exact : waiting.findIndex((item) => toolOf(item) === call.tool);
      if (index >= 0) return waiting.splice(index, 1);
      if (status === undefined || status.state === 'ended') return [];
      const isRunning = status.running.includes(call.tool) || status.state === 'working';
      return isRunning ? [{ kind: 'running', ...call }] : [];
    });
    items.push({ message, calls });
  }
  return { items, loose: waiting };
}

function* waitingCalls(status?: CallStatus): Generator<CallItem> {
  for (const approval of status?.approvals ?? []) {
    yield { kind: 'approval', callId: approval.callId, approval };
  }
  for (const doubt of status?.inDoubt ?? []) yield { kind: 'doubt', callId: doubt.callId, doubt };
}

function toolOf(item: CallItem): string {
  if (item.kind === 'approval') return item.approval.tool;
  if (item.kind === 'doubt') return item.doubt.tool;
  return item.kind === 'running' ? item.tool : (item.message.toolCall?.tool ?? '');
}

function settledItem(message: Message): CallItem {
  return { kind: 'settled', callId: message.toolCall?.callId ?? message.id, message };
}
