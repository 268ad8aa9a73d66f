import { isCancellation } from '@temporalio/workflow';
import {
  continuedMark,
  type GoalReference,
  type NeedSpec,
  type PlanReply,
  type PlanRequest,
} from '../agent-activities.js';
import type { Command, ConversationEvent } from '../conversation/events.js';
import { continuing } from '../conversation/kept-transcript.js';
import { recordedSituationOf, situationOf } from '../conversation/situation.js';
import { goalOf, type ConversationState } from '../conversation/state.js';
import { call, callAtOnce, withGoal } from './activity-call.js';
import { modelOptions } from './activity-options.js';
import { planFailureOf } from './endings.js';
import type { Around } from './perform.js';
import { revisionNow } from './recorder.js';
import { planSummary } from './summaries.js';

/** A step that is to be planned. */
export type PlanCommand = Extract<Command, { readonly kind: 'plan' }>;

/** Has a step planned, with as few promises as that takes: see decision 0017. */
export async function planStep(
  command: PlanCommand,
  state: ConversationState,
  around: Around,
): Promise<ConversationEvent | undefined> {
  const greeted = greetedStep(command, state, around);
  if (greeted !== undefined) return greeted;
  const goal = goalOf(state);
  const asked = asking(command, state, around);
  try {
    const first = await asked.ask(callAtOnce)({ id: goal.id, hash: goal.hash }, undefined);
    const reply =
      first.kind === 'need-spec'
        ? await withGoal(goal, async (reference, lacking, progress) =>
            lacking === undefined
              ? first
              : await asked.ask(callAtOnce)(reference, lacking, progress),
          )
        : first;
    return asked.planned(reply);
  } catch (error) {
    return notPlanned(command, error);
  }
}

/** The same in conversations that began by older rules: the reply comes some microtasks later, as their histories have it. */
export async function planByOlderRules(
  command: PlanCommand,
  state: ConversationState,
  around: Around,
): Promise<ConversationEvent | undefined> {
  const greeted = greetedStep(command, state, around);
  if (greeted !== undefined) return greeted;
  const goal = goalOf(state);
  const asked = asking(command, state, around);
  try {
    return asked.planned(await withGoal(goal, asked.ask(call)));
  } catch (error) {
    return notPlanned(command, error);
  }
}

/** The greeting, where that was planned before the conversation had its goal. */
function greetedStep(
  { planId, trigger, budget }: PlanCommand,
  state: ConversationState,
  { greeting }: Around,
): ConversationEvent | undefined {
  const isPlain = trigger.kind === 'start' && budget === undefined && !state.plan?.final;
  return greeting !== undefined && isPlain ? { ...greeting, planId } : undefined;
}

function notPlanned({ planId }: PlanCommand, error: unknown): ConversationEvent | undefined {
  if (isCancellation(error)) return undefined;
  return { kind: 'plan-failed', planId, ...planFailureOf(error) };
}

/** How a Worker is asked for a step: first to go on from what it keeps, if it may do so. */
function asking(
  { planId, trigger, validate, budget }: PlanCommand,
  state: ConversationState,
  { stretch }: Around,
) {
  const goal = goalOf(state);
  let guessed = false;
  let missed = false;
  type Lacking = 'goal' | 'transcript' | undefined;
  return {
    ask:
      (by: typeof callAtOnce) =>
      (reference: GoalReference, lacking: Lacking, progress?: NeedSpec['progress']) => {
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
        const summary = planSummary(state, trigger);
        return by('plan', request, { ...modelOptions(goal.modelTiming), summary });
      },
    planned: (reply: Exclude<PlanReply, NeedSpec>): ConversationEvent => ({
      kind: 'planned',
      planId,
      reply,
      ...(missed ? { missed } : {}),
    }),
  };
}
