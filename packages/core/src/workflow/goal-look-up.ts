import { ActivityFailure } from '@temporalio/common';
import type { ConversationEvent } from '../conversation/events.js';
import type { ConversationState } from '../conversation/state.js';
import type { GoalSpec } from '../goal-spec.js';
import { callByRules } from './activity-call.js';
import { localLookUpOptions, lookUpOptions } from './activity-options.js';
import { reasonOf } from './endings.js';

/**
 * Looks a goal up in a Worker's registry.
 *
 * @param runsBy - The rules of the start, or of the goal so far; 2 or more in a Workflow that is new.
 */
export async function resolveGoal(goalId: string, runsBy: GoalSpec['runsBy']): Promise<GoalSpec> {
  return await callByRules(
    'resolveGoal',
    { goalId },
    {
      runsBy,
      activity: { ...lookUpOptions, summary: goalId },
      local: localLookUpOptions,
    },
  );
}

/** Looks up the goal that a conversation is to go on with. */
export async function changeGoal(
  goalId: string,
  { goal }: ConversationState,
): Promise<ConversationEvent> {
  try {
    return { kind: 'goal-resolved', goal: await resolveGoal(goalId, goal?.runsBy) };
  } catch (error) {
    const reason = error instanceof ActivityFailure ? reasonOf(error.cause) : reasonOf(error);
    return { kind: 'goal-unknown', reason };
  }
}

/** Looks up whether there is another version of the goal. */
export async function lookUpGoal(
  goalId: string,
  { goal }: ConversationState,
): Promise<ConversationEvent> {
  try {
    return { kind: 'goal-looked-up', goal: await resolveGoal(goalId, goal?.runsBy) };
  } catch {
    // The recorded goal serves as well as before.
    return { kind: 'goal-looked-up' };
  }
}
