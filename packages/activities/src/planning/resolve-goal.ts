import type { AgentActivities } from '@durable-goals/core';
import type { PlanningDependencies } from './planning-dependencies.js';

/**
 * Makes the Activity that looks a goal up.
 *
 * It throws `UnknownGoal`, which is not retried, when this Worker does not register the goal.
 */
export function createResolveGoal({
  registry,
  writer,
}: Pick<PlanningDependencies, 'registry' | 'writer'>): AgentActivities['resolveGoal'] {
  return async ({ goalId }) => {
    const spec = registry.spec(goalId);
    return writer === undefined ? spec : { ...spec, records: true };
  };
}
