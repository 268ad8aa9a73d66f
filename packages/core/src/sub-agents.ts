import { failures } from './failures.js';
import type { Goal } from './goal.js';

/** How deep sub-agents may be nested below the goal that a person talks to. */
export const deepestNesting = 4;

/**
 * Goals with those that their tools run, at whatever depth: the given ones first, and each id once. A given one stands
 * for others with its id.
 *
 * @throws `DuplicateGoal` when tools run two goals with the same id, and none with it is given.
 */
export function withSubAgents(goals: readonly Goal[]): readonly Goal[] {
  const all = [...goals];
  const given = new Set(goals.map(({ id }) => id));
  const found = new Map<string, Goal>();
  // What is found is looked through in its turn.
  for (const goal of all) {
    for (const below of subAgentsOf(goal)) {
      const known = found.get(below.id);
      if (known !== undefined && known !== below) throw failures.duplicateGoal(below.id);
      if (known !== undefined || given.has(below.id)) continue;
      found.set(below.id, below);
      all.push(below);
    }
  }
  return all;
}

/**
 * Sees to it that a goal's sub-agents come to an end.
 *
 * @param registered - What stands for a goal of some id, where that is not the one that a tool holds.
 * @throws `GoalDefinitionRefused` when the goal would be run by itself, or sub-agents are nested deeper than four.
 */
export function checkNesting(
  goal: Goal,
  registered: (id: string) => Goal | undefined = () => undefined,
): void {
  const walk = (current: Goal, above: readonly string[]): void => {
    const path = [...above, current.id];
    const words = path.map((id) => `'${id}'`).join(' → ');
    if (above.includes(current.id)) {
      throw failures.goalDefinitionRefused(goal.id, `its sub-agents run in a circle: ${words}`);
    }
    if (above.length > deepestNesting) {
      const fact = `its sub-agents are nested ${above.length} deep, over the limit of ${deepestNesting}: ${words}`;
      throw failures.goalDefinitionRefused(goal.id, fact);
    }
    for (const below of subAgentsOf(current)) walk(registered(below.id) ?? below, path);
  };
  walk(goal, []);
}

function subAgentsOf({ tools }: Goal): readonly Goal[] {
  return tools.flatMap(({ goal }) => (goal === undefined ? [] : [goal]));
}
