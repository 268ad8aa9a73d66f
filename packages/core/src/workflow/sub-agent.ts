import {
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/common';
import {
  CancellationScope,
  defineSignal,
  getExternalWorkflowHandle,
  sleep,
  startChild,
} from '@temporalio/workflow';
import type { ConversationResult } from '../conversation/carry.js';
import type { Command, ConversationEvent, ToolEnding } from '../conversation/events.js';
import type { ConversationState } from '../conversation/state.js';
import type { ForwardedRequest, SubAgentState } from '../conversation/sub-agent-state.js';
import { endingOfSubAgent, usageOfSubAgent } from '../conversation/sub-agent-ending.js';
import { passesModelsOn } from '../conversation/sub-agents.js';
import { startArguments } from '../start-arguments.js';
import { agentWorkflowType, signals, type AgentStart, type ToSubAgent } from '../wire.js';
import { reasonOf, unlessCancelled } from './endings.js';

/** A call that a sub-agent carries out. */
type RunTool = Extract<Command, { kind: 'run-tool' }>;

/** Carries a call out by a run of another goal, as a child Workflow, and says how that ended. */
export async function runSubAgent(
  { call, delayMs = 0 }: RunTool,
  subAgent: SubAgentState,
  latest: () => ConversationState,
): Promise<ConversationEvent> {
  const { callId, tool } = call;
  const settled = { kind: 'tool-settled', callId } as const;
  try {
    if (delayMs > 0) await sleep(delayMs).catch(unlessCancelled);
    if (latest().ending) return { ...settled, ending: { kind: 'never-started' } };
    const state = latest();
    const child = await startChild(agentWorkflowType, {
      workflowId: subAgent.conversationId,
      ...startArguments(startOf({ call }, subAgent, state)),
      // Where the conversation above is gone, it ends in good order: nobody waits for it any more.
      parentClosePolicy: 'REQUEST_CANCEL',
      cancellationType: 'WAIT_CANCELLATION_COMPLETED',
      staticSummary: `Sub-agent '${subAgent.goalId}' of '${state.conversationId}'`,
    });
    await catchUp(latest(), { callId, subAgent, begunWith: state });
    const result: ConversationResult = await child.result();
    const takenBack = subAgentOf(latest(), callId)?.takenBack;
    return {
      ...settled,
      ending: endingOfSubAgent(result, { tool, takenBack }),
      used: usageOfSubAgent(result),
    };
  } catch (error) {
    return { ...settled, ...endingOfFailure(error, tool) };
  }
}

/** Tells a sub-agent that has begun what was said meanwhile: it could not reach it. */
async function catchUp(
  state: ConversationState,
  {
    callId,
    subAgent,
    begunWith,
  }: {
    readonly callId: string;
    readonly subAgent: SubAgentState;
    readonly begunWith: Pick<ConversationState, 'modelSince'>;
  },
): Promise<void> {
  if (isTakenBack(state, callId)) {
    await toSubAgent(state, subAgent, { kind: 'end', outcome: 'ended' });
    return;
  }
  const { model, modelSince: since, goal } = state;
  const isChosenSince = since !== undefined && since !== begunWith.modelSince;
  if (model === undefined || !isChosenSince || !passesModelsOn(goal)) return;
  await toSubAgent(state, subAgent, { kind: 'set-model', id: 'begun', model, since });
}

/** Has a sub-agent told what a person said; an event when it cannot be reached any more. */
export async function forward(
  { callId, conversationId, request }: Extract<Command, { kind: 'forward' }>,
  state: ConversationState,
): Promise<ConversationEvent | undefined> {
  try {
    await toSubAgent(state, { conversationId }, request);
    return undefined;
  } catch {
    return 'id' in request ? { kind: 'not-forwarded', callId, id: request.id } : undefined;
  }
}

async function toSubAgent(
  { chainId }: ConversationState,
  { conversationId }: Pick<SubAgentState, 'conversationId'>,
  request: ForwardedRequest,
): Promise<void> {
  const signal = defineSignal<[ToSubAgent]>(signals.toSubAgent);
  await CancellationScope.nonCancellable(
    async () =>
      await getExternalWorkflowHandle(conversationId).signal(signal, { chainId, request }),
  );
}

/** Its task is the question, and what came as data beside it is known from the start. */
function startOf(
  { call }: Pick<RunTool, 'call'>,
  { goalId, reserved }: SubAgentState,
  state: ConversationState,
): AgentStart {
  const { task, ...known } = call.input;
  const { owner, model, conversationId, chainId, parent, turn, goal } = state;
  const within = parent?.within ?? { conversationId, chainId, turn };
  const words = typeof task === 'string' ? task : '';
  const details = Object.entries(known).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return {
    goalId,
    mode: 'run',
    queuedPrompts: [[words, ...details].join('\n')],
    known,
    ...(owner === undefined ? {} : { owner }),
    ...(model === undefined ? {} : { model }),
    parent: {
      conversationId,
      chainId,
      callId: call.callId,
      depth: (parent?.depth ?? 0) + 1,
      limits: reserved,
      ...(goal?.observed === true ? { within } : {}),
    },
  };
}

function subAgentOf({ batch }: ConversationState, callId: string): SubAgentState | undefined {
  return batch.find((call) => call.callId === callId)?.subAgent;
}

function isTakenBack(state: ConversationState, callId: string): boolean {
  return state.ending !== undefined || subAgentOf(state, callId)?.takenBack !== undefined;
}

/** What is known of a call whose sub-agent gave no result. */
function endingOfFailure(
  error: unknown,
  tool: string,
): Pick<Extract<ConversationEvent, { kind: 'tool-settled' }>, 'ending' | 'used'> {
  if (error instanceof WorkflowExecutionAlreadyStartedError) {
    const reason = `'${tool}' was not run: another conversation runs under the id of its sub-agent, '${error.workflowId}'. End that one and ask again.`;
    return { ending: { kind: 'never-started', reason } };
  }
  const cause = error instanceof ChildWorkflowFailure ? error.cause : error;
  // One that begins gives a result also when it is cancelled.
  if (cause instanceof CancelledFailure) return { ending: { kind: 'never-started' } };
  // It could not begin, so it did nothing.
  if (cause instanceof ApplicationFailure) return { ending: notBegun(tool, cause), used: nothing };
  return { ending: { kind: 'lost', reason: `The sub-agent was lost: ${reasonOf(cause)}` } };
}

function notBegun(tool: string, { message }: ApplicationFailure): ToolEnding {
  return { kind: 'not-run', error: `'${tool}' was not run: ${message}` };
}

const nothing = {
  modelCalls: 0,
  toolCalls: 0,
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
} as const;
