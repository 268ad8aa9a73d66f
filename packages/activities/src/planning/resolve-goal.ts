import type { AgentActivities } from '@durable-goals/core';
import type { PlanningDependencies } from './planning-dependencies.js';

/**
 * Makes the Activity that looks a goal up.
 *
 * It throws `UnknownGoal`, which is not retried, when this Worker does not register the goal.
 */
export function createResolveGoal({
  registry,
}: Pick<PlanningDependencies, 'registry'>): AgentActivities['resolveGoal'] {
  return async ({ goalId }) => registry.spec(goalId);
}
