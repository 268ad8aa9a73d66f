import type { GoalSpec } from '../goal-spec.js';
import type { PromptGoal, PromptTool } from './prompt-variables.js';
import { toolArguments } from './tool-arguments.js';

/** A goal, as templates see it. */
export function promptGoal({ id, title, description, instructions }: GoalSpec): PromptGoal {
  return { id, title, description, instructions };
}

/** A goal's tools, as templates see them. */
export function promptTools({ tools }: GoalSpec): readonly PromptTool[] {
  return tools.map(({ name, description, inputSchema }) => ({
    name,
    description,
    arguments: toolArguments(inputSchema),
  }));
}
