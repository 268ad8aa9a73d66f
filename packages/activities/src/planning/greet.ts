import { defaultModelTiming, type AgentActivities, type GoalSpec } from '@durable-goals/core';

/**
 * Makes the Activity that looks a goal up and plans its greeting at once.
 *
 * The goal comes without a greeting where the Workflow has to know it first: for its own timing of models, for its limits
 * on them, or for those who observe.
 */
export function createGreet({
  resolveGoal,
  plan,
}: Pick<AgentActivities, 'resolveGoal' | 'plan'>): AgentActivities['greet'] {
  return async ({ goalId, ...request }) => {
    const goal = await resolveGoal({ goalId });
    if (!isGreetedAtOnce(goal)) return { goal };
    const { id, hash } = goal;
    const greeting = await plan({ ...request, goal: { id, hash }, validate: false });
    return greeting.kind === 'need-spec' ? { goal } : { goal, greeting };
  };
}

function isGreetedAtOnce({ observed, serverLimits, modelTiming, limits }: GoalSpec): boolean {
  const { modelCalls, tokens, costUsd, wallTimeMs, stepsPerTurn = Infinity } = limits;
  const isTimedAsUsual = (
    Object.keys(defaultModelTiming) as (keyof GoalSpec['modelTiming'])[]
  ).every((name) => modelTiming[name] === defaultModelTiming[name]);
  return (
    observed !== true &&
    serverLimits === undefined &&
    isTimedAsUsual &&
    [modelCalls, tokens, costUsd, wallTimeMs].every((limit) => limit === undefined) &&
    stepsPerTurn > 1
  );
}
