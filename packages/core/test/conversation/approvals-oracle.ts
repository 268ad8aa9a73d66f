import type { Command, ConversationEvent, ConversationState } from '@durable-goals/core';
import { holds } from './limits-oracle.js';

/**
 * Holds that a person's decision counts only for a call as it waits: by its hash, in its time, and with no message unread
 * that may take the call back.
 */
export function holdsDecision(
  event: ConversationEvent,
  before: ConversationState,
  { state, commands, now }: Decided,
): void {
  if (event.kind !== 'decide') return;
  const { callId, inputHash } = event;
  const call = before.batch.find((candidate) => candidate.callId === callId);
  const mayCount =
    call?.status === 'awaiting-approval' &&
    call.inputHash === inputHash &&
    now < call.expiresAt &&
    before.plan === undefined &&
    before.queue.length === 0;
  if (mayCount) return;
  const begun = commands.some(
    (command) =>
      (command.kind === 'run-tool' || command.kind === 'check-input') &&
      command.call.callId === callId &&
      command.call.approval?.byDefault !== true,
  );
  holds(!begun, `a decision that names another input, or comes too late, begins nothing`);
  const after = state.batch.find((candidate) => candidate.callId === callId);
  const people = (given: typeof call): number => given?.approvedBy?.length ?? 0;
  holds(people(after) <= people(call), 'it does not count as one of two');
  const isNew = after?.result?.outcome === 'rejected' && call?.result === undefined;
  holds(!isNew, 'it rejects nothing');
}

interface Decided {
  readonly state: ConversationState;
  readonly commands: readonly Command[];
  readonly now: number;
}
