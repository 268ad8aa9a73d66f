import { hashOf } from '../canonical-json.js';
import { failures } from '../failures.js';
import type { GoalSpec, PromptName } from '../goal-spec.js';
import { defaultTemplates } from './default-templates.js';
import { oncePerGoal } from './once-per-goal.js';
import type { PromptVariables } from './prompt-variables.js';
import { renderPrompt } from './render-prompt.js';

/** Rises when what the code around the templates writes changes. */
const layoutVersion = 1;

/**
 * Renders a goal's own template, or the framework's where the goal has none.
 *
 * @throws `PromptRefused` when the template cannot be rendered.
 */
export function renderGoalPrompt<Name extends PromptName>(
  goal: Pick<GoalSpec, 'id' | 'prompts'>,
  name: Name,
  variables: PromptVariables[Name],
): string {
  try {
    return renderPrompt(goal.prompts[name] ?? defaultTemplates[name], { ...variables }).trim();
  } catch (error) {
    throw failures.promptRefused(name, goal.id, error instanceof Error ? error.message : 'unknown');
  }
}

/** Names the prompts that a goal's answers are made with: 12 hexadecimal digits, the same for equal templates. */
export const promptVersionOf: (goal: Pick<GoalSpec, 'prompts'>) => string = oncePerGoal(
  ({ prompts }: Pick<GoalSpec, 'prompts'>) =>
    hashOf({ layoutVersion, ...defaultTemplates, ...prompts }).slice(0, 12),
);
