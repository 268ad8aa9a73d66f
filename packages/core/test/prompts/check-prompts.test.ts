import { describe, expect, test } from 'vitest';
import { defaultTemplates, defineRegistry, type PromptName } from '../../src/index.js';
import { checkPrompts } from '../../src/prompts/check-prompts.js';
import { promptVersionOf } from '../../src/prompts/goal-prompt.js';
import { tripGoal } from './trip-situation.js';

describe('a template of a goal', () => {
  test.each<[string, PromptName, string, string]>([
    ['reads an unknown variable', 'summary', '{{ gaol }}', "it reads 'gaol', but it is given goal"],
    [
      'reads one in a branch that is seldom taken',
      'allToolsDone',
      '{% if false %}{{ remaining }}{% endif %}',
      "it reads 'remaining', but it is given results, completed",
    ],
    [
      'reads an unknown member',
      'summary',
      '{{ goal.titel }}',
      "it reads 'goal.titel', but 'goal' has id, title, description, instructions",
    ],
    [
      'prints something undefined',
      'planner',
      'Tools:\n{% for tool in tools %}{{ tool.nmae }}{% endfor %}',
      'line 2: it prints something undefined',
    ],
    ['uses an unknown filter', 'summary', '{{ goal.title | shout }}', 'filter not found: shout'],
    ['loads another template', 'summary', '{% include "x" %}', 'it loads another template'],
    [
      'is not closed',
      'summary',
      '{% if goal %}',
      'parseIf: expected elif, else, or endif, got end of file',
    ],
    ['has a gap', 'summary', 'a\n{{ }}', 'line 2: unexpected token: }}'],
  ])('%s: refused when the goal is registered', (_, name, template, fact) => {
    const goal = { ...tripGoal, prompts: { [name]: template } };
    expect(() => defineRegistry([goal])).toThrow(
      expect.objectContaining({
        type: 'PromptRefused',
        nonRetryable: true,
        message: `The template '${name}' of goal 'trip' cannot be rendered: ${fact}. Change the template.`,
      }),
    );
  });

  test('with a name that does not exist is refused', () => {
    const prompts: Partial<Record<string, string>> = { plannner: 'Hello' };
    expect(() => checkPrompts('trip', prompts)).toThrow(
      "The template 'plannner' of goal 'trip' cannot be rendered: no template has that name; there are planner, toolsPlanner, situation,",
    );
  });

  test.each([
    'Loops, sets and macros: {% for tool in tools %}{{ loop.index }} {{ tool.name }}{% endfor %}',
    '{% set count = tools.length %}{{ count }} {{ tools[0].name }}',
    '{% macro item(tool, mark="-") %}{{ mark }} {{ tool.name }}{% endmacro %}{{ item(tools[0], mark="+") }}',
    '{% if goal is defined and "a" in goal.title %}{{ {name: goal.id}.name }}{% endif %}',
    '{% block head %}{{ goal.title | upper | replace("A", "B") }}{% endblock %}{{ range(3) | join(",") }}',
    '{% for key, value in goal %}{{ key }}={{ value }}{% else %}none{% endfor %}',
  ])('may use all of nunjucks: %s', (planner) => {
    expect(() => checkPrompts('trip', { planner })).not.toThrow();
  });

  test('the framework’s own pass the same check', () => {
    expect(() => checkPrompts('trip', defaultTemplates)).not.toThrow();
  });
});

describe('the version of a goal’s prompts', () => {
  test('is the same for equal templates and another one for others', () => {
    const own = promptVersionOf({ prompts: {} });
    expect(own).toMatch(/^[0-9a-f]{12}$/);
    expect(promptVersionOf({ prompts: { summary: defaultTemplates.summary } })).toBe(own);
    expect(promptVersionOf({ prompts: { summary: 'Sum up.' } })).not.toBe(own);
  });
});
