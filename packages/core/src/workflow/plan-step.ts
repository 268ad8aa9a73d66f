import { isCancellation } from '@temporalio/workflow';
import {
  continuedMark,
  type GoalReference,
  type NeedSpec,
  type PlanRequest,
} from '../agent-activities.js';
import type { Command, ConversationEvent } from '../conversation/events.js';
import { continuing } from '../conversation/kept-transcript.js';
import { recordedSituationOf, situationOf } from '../conversation/situation.js';
import { goalOf, type ConversationState } from '../conversation/state.js';
import { call, callAtOnce, isQuick, withGoal } from './activity-call.js';
import { modelOptions } from './activity-options.js';
import { planFailureOf } from './endings.js';
import type { Around } from './perform.js';
import { revisionNow } from './recorder.js';
import { planSummary } from './summaries.js';

/** Has a step planned, with as few promises as that takes where the conversation began that way: see decision 0017. */
export async function planStep(
  { planId, trigger, validate, budget }: Extract<Command, { readonly kind: 'plan' }>,
  state: ConversationState,
  { stretch, greeting }: Around,
): Promise<ConversationEvent | undefined> {
  const goal = goalOf(state);
  const isPlain = trigger.kind === 'start' && budget === undefined && !state.plan?.final;
  if (greeting !== undefined && isPlain) return { ...greeting, planId };
  let guessed = false;
  let missed = false;
  const ask = (
    reference: GoalReference,
    lacking: 'goal' | 'transcript' | undefined,
    progress?: NeedSpec['progress'],
  ) => {
    const all =
      goal.records === true
        ? recordedSituationOf(state, trigger, revisionNow())
        : { situation: situationOf(state, trigger) };
    const said = continuing(state, all, lacking);
    missed = guessed;
    guessed ||= said.continues !== undefined;
    const request: PlanRequest = {
      conversationId: state.conversationId,
      chainId: state.chainId,
      goal: said.continues ? { ...reference, hash: reference.hash + continuedMark } : reference,
      ...said,
      ...(progress === undefined ? {} : { progress }),
      validate,
      ...(budget === undefined ? {} : { budget }),
      ...(state.model === undefined ? {} : { model: state.model }),
      ...(stretch === undefined ? {} : { stretch }),
    };
    const options = { ...modelOptions(goal.modelTiming), summary: planSummary(state, trigger) };
    return (isQuick(state) ? callAtOnce : call)('plan', request, options);
  };
  try {
    const first = isQuick(state)
      ? await ask({ id: goal.id, hash: goal.hash }, undefined)
      : undefined;
    const isEnough = first !== undefined && first.kind !== 'need-spec';
    const reply = isEnough ? first : await withGoal(goal, ask, first);
    return { kind: 'planned', planId, reply, ...(missed ? { missed } : {}) };
  } catch (error) {
    if (isCancellation(error)) return undefined;
    return { kind: 'plan-failed', planId, ...planFailureOf(error) };
  }
}
