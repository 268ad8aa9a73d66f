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
  observer,
  notifiesApprovals = false,
}: Pick<PlanningDependencies, 'registry' | 'writer' | 'observer'> & {
  /** Whether this Worker has a hook for calls that wait. */
  readonly notifiesApprovals?: boolean;
}): AgentActivities['resolveGoal'] {
  return async ({ goalId }) => {
    return {
      ...registry.spec(goalId),
      abortsTools: true,
      runsBy: 4,
      ...(writer === undefined ? {} : { records: true }),
      ...(notifiesApprovals ? { notifiesApprovals } : {}),
      ...(observer === undefined ? {} : { observed: true }),
    };
  };
}
