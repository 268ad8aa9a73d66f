import { advance, answerCallers, beginEnding } from './advance.js';
import { bounds } from './bounds.js';
import { expire, remind } from './approvals.js';
import { toolSettled, verified } from './calls.js';
import { confirm, decide, inputChecked } from './decisions.js';
import { parkFromHere, set, type Draft } from './draft.js';
import type { Command, ConversationEvent } from './events.js';
import { goalUnknown } from './hand-off.js';
import { planFailed, takePlan } from './planning.js';
import { recorded } from './unsaved.js';
import { goalResolved, takeMessage, takeRequest, takeResolve } from './requests.js';
import { refusalAfterTheEnd, seenTurn } from './seen.js';
import type { ConversationState } from './state.js';
import { giveUpSummary, summarized, summarizeIfDue, summaryFailed } from './summary.js';
import { notForwarded } from './sub-agents.js';
import { subAgentTold } from './sub-agent-told.js';
import { stopAtTime } from './time-limit.js';
import { needsOf, turnOf } from './turn.js';
import { goalLookedUp } from './versions.js';

/** What follows from an event: the next state, and what is to be done outside. */
export interface Step {
  readonly state: ConversationState;
  readonly commands: readonly Command[];
}

/**
 * Decides what follows from an event. Pure: the same state, event and time give the same step.
 *
 * @param now - The Workflow's time in milliseconds since the epoch.
 */
export function reduce(state: ConversationState, event: ConversationEvent, now: number): Step {
  if (state.closed) return { state, commands: afterTheEnd(state, event) };
  const draft: Draft = { state, commands: [], now };
  // A decision that comes when the time is over finds its call withdrawn, though nobody has noticed before.
  if (isDecision(event)) stopAtTime(draft);
  take(draft, event);
  stopAtTime(draft);
  expire(draft);
  advance(draft);
  remind(draft);
  summarizeIfDue(draft);
  answerCallers(draft, bounds.parkedCallers);
  tellParent(draft, state);
  return { state: draft.state, commands: draft.commands };
}

/** A sub-agent tells the conversation above whenever it needs people for something else. */
function tellParent({ state, commands }: Draft, before: ConversationState): void {
  if (state.parent === undefined) return;
  const changed = JSON.stringify(needsOf(before)) !== JSON.stringify(needsOf(state));
  if (changed) commands.push({ kind: 'tell-parent' });
}

function isDecision({ kind }: ConversationEvent): boolean {
  return kind === 'decide' || kind === 'confirm' || kind === 'input-checked';
}

function take(draft: Draft, event: ConversationEvent): void {
  switch (event.kind) {
    case 'goal-resolved':
      goalResolved(draft, event.goal);
      break;
    case 'goal-unknown':
      goalUnknown(draft, event.reason);
      break;
    case 'goal-looked-up':
      goalLookedUp(draft, event.goal);
      break;
    case 'message':
      takeMessage(draft, event);
      break;
    case 'planned':
      takePlan(draft, event);
      break;
    case 'plan-failed':
      planFailed(draft, event);
      break;
    case 'tool-settled':
      toolSettled(draft, event);
      break;
    case 'sub-agent-told':
      subAgentTold(draft, event);
      break;
    case 'not-forwarded':
      notForwarded(draft, event);
      break;
    case 'verified':
      verified(draft, event.callId, event.verdict);
      break;
    case 'decide':
      decide(draft, event);
      break;
    case 'confirm':
      confirm(draft);
      break;
    case 'input-checked':
      inputChecked(draft, event.callId, event.check);
      break;
    case 'resolve':
      takeResolve(draft, event);
      break;
    case 'retry':
    case 'set-model':
    case 'grant':
    case 'change-goal':
      takeRequest(draft, event);
      break;
    case 'end':
      beginEnding(draft, event.outcome === 'cancelled' ? 'cancelled' : 'ended');
      parkFromHere(draft, event.caller);
      break;
    case 'summarized':
      summarized(draft, event);
      break;
    case 'summary-failed':
      summaryFailed(draft, event);
      break;
    case 'recorded':
      recorded(draft, event.upTo);
      break;
    case 'tick':
      break;
    case 'continue-due':
      // Unless a step waits for it here.
      if (!draft.state.plan?.compacting) giveUpSummary(draft);
      set(draft, { continuing: true });
  }
}

/**
 * Callers who come after the end are told so. Who sends again what counted before is answered with its turn, and so is
 * `end`, which has what it wants.
 */
function afterTheEnd(state: ConversationState, event: ConversationEvent): readonly Command[] {
  if (!('caller' in event) || event.caller === undefined) return [];
  const { caller } = event;
  const refusal = refusalAfterTheEnd(state, event);
  if (refusal !== undefined) return [{ kind: 'refuse', caller, refusal }];
  const turn =
    'id' in event
      ? turnOf(state, seenTurn(state, event.id) ?? state.turn, 0)
      : turnOf(state, state.turn, state.nextSeq - 1);
  return [{ kind: 'reply', caller, turn }];
}
