import type { GoalSpec } from '../goal-spec.js';

/**
 * Makes something of a goal's own data once for each goal: a registry hands out the same object for every step, and
 * rendering the same prompt again is most of what planning would take.
 */
export function oncePerGoal<Part extends Partial<GoalSpec> = GoalSpec>(
  make: (goal: Part) => string,
): (goal: Part) => string {
  const made = new WeakMap<Part, string>();
  return (goal) => {
    const known = made.get(goal);
    if (known !== undefined) return known;
    const text = make(goal);
    made.set(goal, text);
    return text;
  };
}
