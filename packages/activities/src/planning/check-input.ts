import { inputHashOf, type AgentActivities } from '@durable-goals/core';
import { withoutSecrets } from '../secrets/redacting-activities.js';
import { checkToolInput } from './check-tool-input.js';
import { findGoal } from './found-goal.js';
import type { PlanningDependencies } from './planning-dependencies.js';
import { cleanInput, missingArguments } from './tool-input.js';

/** Makes the Activity that checks and hashes an input that a person edited. */
export function createCheckInput({
  registry,
}: Pick<PlanningDependencies, 'registry'>): AgentActivities['checkInput'] {
  return async (request) => {
    const { goal: reference, tool: name, input: given } = request;
    const goal = findGoal(registry, reference);
    if (goal === undefined) return { kind: 'need-spec' };
    const tool = goal.tool(name);
    if (tool === undefined) {
      return refused(
        `Goal '${goal.spec.id}' has no tool '${name}'. Edit a call of one that it has.`,
      );
    }
    const input = withoutSecrets(cleanInput(tool.spec.inputSchema, given));
    const missing = missingArguments(tool.spec.inputSchema, input);
    if (missing.length > 0) {
      return refused(`The input of '${name}' lacks ${missing.join(', ')}. Add what is missing.`);
    }
    const checked = await checkToolInput(tool, input);
    if (checked.kind === 'refused') {
      return refused(`The input of '${name}' does not fit: ${checked.problem}. Correct it.`);
    }
    return { kind: 'accepted', input, inputHash: inputHashOf(name, input, request) };
  };
}

function refused(reason: string) {
  return { kind: 'refused', reason } as const;
}
