import { ActivityFailure } from '@temporalio/common';
import { scheduleActivity, sleep } from '@temporalio/workflow';
import {
  type CheckInputRequest,
  type RecordReply,
  type SummarizeRequest,
  type ToolReply,
  type ToolRequest,
} from '../agent-activities.js';
import type { ApprovalNotice } from '../approval-notice.js';
import type { ConversationUpdate } from '../conversation-store.js';
import type { Command, ConversationEvent, ToolEnding } from '../conversation/events.js';
import { transcriptOf } from '../conversation/situation.js';
import { goalOf, toolOf, type CallState, type ConversationState } from '../conversation/state.js';
import type { GoalSpec } from '../goal-spec.js';
import { call, callByRules, withGoal } from './activity-call.js';
import {
  checkInputOptions,
  modelOptions,
  notifyOptions,
  recordOptions,
  toolOptions,
} from './activity-options.js';
import { endingOf, reasonOf, unlessCancelled, usedBefore } from './endings.js';
import { changeGoal, lookUpGoal } from './goal-look-up.js';
import { planStep } from './plan-step.js';
import type { Greeting } from './beginning.js';
import type { Stretch } from '../stretch.js';
import { callSummary } from './summaries.js';
import { forward, runSubAgent } from './sub-agent.js';

/** Commands that run outside; replies and refusals are the run's own. */
export type OutsideCommand = Exclude<
  Command,
  { kind: 'reply' | 'refuse' | 'cancel-plan' | 'tell-parent' }
>;

/** Has what is left written to the store. A store that is down holds nothing up. */
export async function recordRest(
  update: ConversationUpdate,
  { runsBy }: GoalSpec,
): Promise<RecordReply> {
  try {
    const options = { runsBy, activity: recordOptions, local: recordOptions };
    return await callByRules('record', update, options);
  } catch {
    // A Worker of another version does not have it.
    return { saved: false };
  }
}

/** What a command has around it. */
export interface Around {
  readonly latest: () => ConversationState;
  readonly stretch: Stretch | undefined;
  /** What came of the greeting, where that was planned before the conversation had its goal. */
  readonly greeting: Greeting | undefined;
}

/** Carries a command out and says what came of it; throws only what is a bug. */
export async function perform(
  command: OutsideCommand,
  state: ConversationState,
  around: Around,
): Promise<ConversationEvent | undefined> {
  switch (command.kind) {
    case 'resolve-goal':
      return await changeGoal(command.goalId, state);
    case 'look-up-goal':
      return await lookUpGoal(command.goalId, state);
    case 'plan':
      return await planStep(command, state, around);
    case 'forward':
      return await forward(command, state);
    case 'run-tool':
      if (command.call.subAgent)
        return await runSubAgent(command, command.call.subAgent, around.latest);
      return {
        kind: 'tool-settled',
        callId: command.call.callId,
        ending: await runTool(command, state, around),
      };
    case 'notify-approval':
      await notifyApproval(command, state);
      return undefined;
    case 'verify':
      return await verify(command.call, state);
    case 'check-input':
      return await checkInput(command, state);
    case 'summarize':
      return await summarize(command, state, around);
  }
}

async function runTool(
  { call: callState, delayMs = 0 }: Extract<Command, { kind: 'run-tool' }>,
  state: ConversationState,
  { latest, stretch }: Around,
): Promise<ToolEnding> {
  const goal = goalOf(state);
  const spec = toolOf(state, callState.tool);
  if (spec === undefined) {
    return { kind: 'not-run', error: `Goal '${goal.id}' has no tool '${callState.tool}'.` };
  }
  try {
    if (delayMs > 0) await sleep(delayMs).catch(unlessCancelled);
    if (latest().ending) return { kind: 'never-started' };
    const request = {
      ...toolRequest(callState, state),
      ...(stretch === undefined ? {} : { stretch }),
    };
    const summary = callSummary(state, callState);
    return await scheduleActivity<ToolReply>(spec.name, [request], {
      ...toolOptions(spec),
      summary,
    });
  } catch (error) {
    return endingOf(error);
  }
}

/** Tells the Worker's hook, and goes on whatever comes of it. */
async function notifyApproval(
  { approval, reason }: Extract<Command, { kind: 'notify-approval' }>,
  state: ConversationState,
): Promise<void> {
  const { callId, inputHash, tool, effect, requestedAt, expiresAt, whenExpired } = approval;
  const { approvalsNeeded = 1, approvedBy = [] } = approval;
  const notice: ApprovalNotice = {
    kind: reason,
    conversationId: state.conversationId,
    goalId: goalOf(state).id,
    callId,
    inputHash,
    tool,
    effect,
    requestedAt,
    expiresAt,
    whenExpired: whenExpired ?? 'reject',
    approvedBy: approvedBy.map(({ by }) => by),
    approvalsMissing: approvalsNeeded - approvedBy.length,
  };
  try {
    await call('notifyApproval', notice, { ...notifyOptions, summary: `${callId} ${reason}` });
  } catch {
    // The call waits whether anybody was told or not.
  }
}

async function verify(callState: CallState, state: ConversationState): Promise<ConversationEvent> {
  const { callId } = callState;
  const timing = toolOf(state, callState.tool)?.timing;
  const request = toolRequest(callState, state);
  try {
    const verdict = await call('verify', request, {
      summary: callId,
      startToCloseTimeout: timing?.startToCloseMs ?? 30_000,
      heartbeatTimeout: timing?.heartbeatMs ?? 10_000,
      retry: { initialInterval: timing?.retryIntervalMs ?? 5_000, maximumAttempts: 5 },
    });
    return { kind: 'verified', callId, verdict };
  } catch {
    return { kind: 'verified', callId, verdict: { kind: 'unknown' } };
  }
}

async function checkInput(
  { call: callState, input }: Extract<Command, { kind: 'check-input' }>,
  state: ConversationState,
): Promise<ConversationEvent> {
  const { callId, tool } = callState;
  try {
    const check = await withGoal(goalOf(state), (goal) => {
      const { conversationId, chainId } = state;
      const request: CheckInputRequest = { conversationId, chainId, goal, tool, input };
      return call('checkInput', request, { ...checkInputOptions, summary: callId });
    });
    return { kind: 'input-checked', callId, check };
  } catch (error) {
    const reason = error instanceof ActivityFailure ? reasonOf(error.cause) : reasonOf(error);
    return { kind: 'input-checked', callId, check: { kind: 'refused', reason } };
  }
}

async function summarize(
  { upTo, budget }: Extract<Command, { kind: 'summarize' }>,
  state: ConversationState,
  { stretch }: Around,
): Promise<ConversationEvent> {
  const goal = goalOf(state);
  try {
    const reply = await withGoal(goal, (reference) => {
      const request: SummarizeRequest = {
        conversationId: state.conversationId,
        goal: reference,
        transcript: transcriptOf(state, { from: state.windowFrom, upTo }),
        ...(state.summary === undefined ? {} : { summary: state.summary }),
        ...(budget === undefined ? {} : { budget }),
        ...(state.model === undefined ? {} : { model: state.model }),
        ...(stretch === undefined ? {} : { stretch, chainId: state.chainId }),
      };
      return call('summarize', request, {
        ...modelOptions({ ...goal.modelTiming, maxAttempts: 3 }),
        summary: `up to message ${upTo}`,
      });
    });
    const { usage } = reply;
    return reply.kind === 'summary'
      ? { kind: 'summarized', text: reply.text, usage, upTo }
      : { kind: 'summary-failed', usage, upTo };
  } catch (error) {
    const usage = usedBefore(error);
    return { kind: 'summary-failed', ...(usage === undefined ? {} : { usage }), upTo };
  }
}

function toolRequest(callState: CallState, state: ConversationState): ToolRequest {
  const { callId, tool, input } = callState;
  const { id, hash } = goalOf(state);
  const { conversationId, chainId } = state;
  const idempotencyKey = `${conversationId}:${chainId}:${callId}`;
  const request = { conversationId, callId, idempotencyKey, goal: { id, hash }, tool, input };
  const toolSpec = toolOf(state, tool);
  const toolHash = callState.toolHash ?? toolSpec?.hash;
  if (toolHash !== undefined) return { ...request, toolHash };
  return toolSpec === undefined ? request : { ...request, toolSpec };
}
