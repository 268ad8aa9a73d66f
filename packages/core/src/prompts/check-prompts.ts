import { failures } from '../failures.js';
import type { PromptName } from '../goal-spec.js';
import { defaultTemplates } from './default-templates.js';
import { sampleVariables } from './prompt-variables.js';
import { namesIn, renderPrompt } from './render-prompt.js';

/**
 * Checks a goal's own templates: their names, their syntax and every variable that they read.
 *
 * @throws `PromptRefused` naming the template, the goal and what is wrong.
 */
export function checkPrompts(
  goalId: string,
  prompts: Readonly<Partial<Record<PromptName, string>>>,
): void {
  for (const [name, template] of Object.entries(prompts)) {
    const fact = isPromptName(name) ? problemOf(name, template) : unknownTemplate;
    if (fact !== undefined) throw failures.promptRefused(name, goalId, fact);
  }
}

const unknownTemplate = `no template has that name; there are ${Object.keys(defaultTemplates).join(', ')}`;

function problemOf(name: PromptName, template: string): string | undefined {
  const variables: Readonly<Record<string, unknown>> = { ...sampleVariables[name] };
  const given = Object.keys(variables).join(', ');
  try {
    const names = namesIn(template);
    for (const variable of names.variables) {
      if (!(variable in variables)) return `it reads '${variable}', but it is given ${given}`;
    }
    for (const { variable, member } of names.members) {
      const value: unknown = variables[variable];
      if (typeof value === 'object' && value !== null && !(member in value) && !isIndex(member)) {
        return `it reads '${variable}.${member}', but '${variable}' has ${membersOf(value)}`;
      }
    }
    renderPrompt(template, variables);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function isPromptName(name: string): name is PromptName {
  return Object.hasOwn(defaultTemplates, name);
}

function isIndex(member: string): boolean {
  return /^-?\d+$/.test(member);
}

function membersOf(value: object): string {
  return Array.isArray(value) ? 'items and a length' : Object.keys(value).join(', ');
}
