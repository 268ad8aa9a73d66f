import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import { CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import type { GreetReply } from '../agent-activities.js';
import type { PlannedEvent } from '../conversation/events.js';
import { continuing } from '../conversation/kept-transcript.js';
import { situationOf } from '../conversation/situation.js';
import type { ConversationState } from '../conversation/state.js';
import type { GoalSpec } from '../goal-spec.js';
import { isJsonObject } from '../json.js';
import { defaultModelTiming } from '../model-timing.js';
import type { AgentStart } from '../wire.js';
import { call } from './activity-call.js';
import { modelOptions } from './activity-options.js';
import { planFailureOf } from './endings.js';
import { resolveGoal } from './goal-look-up.js';
import { planSummary } from './summaries.js';

/** What a new conversation begins with. */
export interface Beginning {
  readonly goal: GoalSpec;
  /** What came of the greeting, where it was planned together with the look-up. */
  readonly greeting?: Greeting;
}

/** A plan that was made, or that failed, before the conversation asked for it. */
export type Greeting =
  | { readonly kind: 'planned'; readonly reply: PlannedEvent['reply'] }
  | ({ readonly kind: 'plan-failed' } & ReturnType<typeof planFailureOf>);

/**
 * Looks the goal up and, where the conversation begins with a greeting, has that planned in the same Activity: six events
 * less in each conversation.
 *
 * @throws what the look-up throws.
 */
export async function beginning(
  start: AgentStart,
  run: { readonly state: ConversationState },
): Promise<Beginning> {
  const rules = rulesOf(start);
  const tried = rules === 3 && isGreeted(run.state) ? await greet(start.goalId, run) : {};
  if (tried.goal !== undefined) return { ...tried, goal: tried.goal };
  return { ...tried, goal: await resolveGoal(start.goalId, rules) };
}

/** Who starts a conversation by hand says nothing of rules; older clients did not either, but left a memo. */
function rulesOf({ runsBy }: AgentStart): AgentStart['runsBy'] {
  return workflowInfo().memo?.['goalId'] === undefined ? 2 : runsBy;
}

/** Whether nothing is said yet, and no limit was asked for that the greeting would have to keep. */
function isGreeted({ todo, limits, mode, parent }: ConversationState): boolean {
  const isChat = mode === undefined && parent === undefined;
  return todo?.kind === 'start' && isChat && Object.keys(limits).length === 0;
}

/** Gives up as soon as the conversation is to end: then the goal alone is wanted. */
async function greet(
  goalId: string,
  run: { readonly state: ConversationState },
): Promise<Partial<Beginning>> {
  const { state } = run;
  const trigger = { kind: 'start' } as const;
  const { conversationId, chainId, model } = state;
  const request = {
    goalId,
    conversationId,
    chainId,
    ...continuing(state, { situation: situationOf(state, trigger) }, undefined),
    ...(model === undefined ? {} : { model }),
  };
  const options = { ...modelOptions(defaultModelTiming), summary: planSummary(state, trigger) };
  const scope = new CancellationScope();
  const asked = scope.run(() => call('greet', request, options));
  let isOver = false;
  const ended = condition(() => isOver || run.state.ending !== undefined);
  try {
    await Promise.race([asked, ended]);
    if (run.state.ending !== undefined) {
      asked.catch(() => undefined);
      scope.cancel();
      return {};
    }
    return beginningOf(await asked);
  } catch (error) {
    return failedBeginning(error);
  } finally {
    isOver = true;
  }
}

function beginningOf({ goal, greeting }: GreetReply): Partial<Beginning> {
  // A Worker of another version may answer something else to an Activity that it does not have.
  if (!isJsonObject(goal)) return {};
  return greeting === undefined
    ? { goal }
    : { goal, greeting: { kind: 'planned', reply: greeting } };
}

/** A model that failed is waited for as ever, once the goal is known; whatever else it was, the look-up will show. */
function failedBeginning(error: unknown): Partial<Beginning> {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const type = cause instanceof ApplicationFailure ? cause.type : undefined;
  const isOfModel = cause instanceof TimeoutFailure || type?.startsWith('Model') === true;
  return isOfModel ? { greeting: { kind: 'plan-failed', ...planFailureOf(error) } } : {};
}
