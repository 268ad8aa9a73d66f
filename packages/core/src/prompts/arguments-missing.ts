import type { GoalSpec, ToolSpec } from '../goal-spec.js';
import { renderGoalPrompt } from './goal-prompt.js';
import { toolArguments } from './tool-arguments.js';

/**
 * What a model is told that wants to run a tool without all it needs.
 *
 * @param missing - Names of the arguments that are missing.
 * @throws `PromptRefused` when the goal's template cannot be rendered.
 */
export function argumentsMissingText(
  goal: Pick<GoalSpec, 'id' | 'prompts'>,
  tool: ToolSpec,
  missing: readonly string[],
): string {
  return renderGoalPrompt(goal, 'argumentsMissing', {
    tool: tool.name,
    missing: toolArguments(tool.inputSchema).filter(({ name }) => missing.includes(name)),
  });
}
