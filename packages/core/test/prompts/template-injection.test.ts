import { describe, expect, test } from 'vitest';
import { renderPrompt } from '../../src/prompts/render-prompt.js';
import { plannerMessages } from '../../src/prompts/planner-messages.js';
import { summaryMessages } from '../../src/prompts/summary-messages.js';
import { validationMessages } from '../../src/prompts/validation-messages.js';
import { specOf, tripGoal, tripSituation } from './trip-situation.js';

const injections = [
  '{{ 7 * 7 }}',
  '{{7*7}}',
  '{{ goal.instructions }}',
  '{% set goal = 0 %}',
  '{% for x in range(3) %}x{% endfor %}',
  '{% include "/etc/passwd" %}',
  '{% extends "views/base" %}',
  '{% import "a" as b %}{{ b.c() }}',
  '{% raw %}{{ a }}{% endraw %}',
  '{# a comment #}',
  '{{ range.constructor("return process.env")() }}',
  '{{ "".constructor.constructor("return globalThis")() }}',
  '{% if true %}unclosed',
  '{{ unclosed',
  '%}{{ known }}{%',
  '{%- macro f() -%}{%- endmacro -%}{{ f() }}',
  '{{ joiner()() | safe }}',
  '${process.env.LLM_KEY} `id` $(id)',
  '<script>alert("&amp;")</script> {{ x | escape }}',
  '{% filter upper %}quiet{% endfilter %} \\n \u2028 {{ "\\u007b" }}',
];

test('there are twenty of them', () => {
  expect(new Set(injections).size).toBe(20);
});

describe.each(injections)('%s', (text) => {
  test('stays as it is in a variable', () => {
    expect(renderPrompt('<{{ text }}>', { text })).toBe(`<${text}>`);
  });

  test('stays as it is when a person writes it', () => {
    const trigger = { kind: 'message', text } as const;
    const situation = tripSituation({ trigger });
    expect(plannerMessages(situation).at(-2)?.content).toBe(text);
    expect(validationMessages(situation).at(-1)?.content).toContain(JSON.stringify(text));
  });

  test('stays as it is when a tool, the model or a summary says it', () => {
    const [, summary, agent, tool] = plannerMessages(
      tripSituation({
        summary: text,
        transcript: [
          { role: 'agent', text, next: 'question' },
          {
            role: 'tool',
            callId: 'c1',
            tool: 'FindEvents',
            input: { city: text },
            outcome: 'completed',
            output: { [text]: text },
          },
        ],
      }),
    );
    expect(dataOf(summary?.content)).toBe(text);
    expect(JSON.parse(agent?.content ?? '')).toMatchObject({ response: text });
    expect(dataOf(tool?.content)).toEqual({ [text]: text });
  });

  test('stays as it is as a known argument and a call that waits', () => {
    const tail = plannerMessages(
      tripSituation({
        known: { city: text },
        pending: [{ tool: 'FindEvents', input: { city: text } }],
      }),
    ).at(-1)?.content;
    expect(tail).toContain(`- city: ${JSON.stringify(text)}\n`);
    expect(tail).toContain(`FindEvents with ${JSON.stringify({ city: text })}\n`);
  });

  test('stays as it is as the name, the words and the example of a goal', () => {
    const goal = specOf({
      ...tripGoal,
      title: text,
      instructions: text,
      starterPrompt: text,
      exampleConversation: [{ role: 'user', text }],
    });
    const situation = tripSituation({ goal, trigger: { kind: 'start' } });
    const [system] = plannerMessages(situation);
    expect(system?.content).toContain(`# Goal: ${text}\n`);
    expect(system?.content).toContain(`\n${text}\n\n# Tools`);
    expect(system?.content).toContain(`\nuser: ${text}\n`);
    expect(plannerMessages(situation).at(-1)?.content).toContain(`begins now. ${text}`);
    expect(validationMessages(situation)[0]?.content).toContain(`# Goal: ${text}\n`);
    expect(summaryMessages(situation)[0]?.content).toContain(text);
  });
});

/** What stands as JSON behind a message's marker. */
function dataOf(content = ''): unknown {
  return JSON.parse(content.slice(content.indexOf('instructions: ') + 'instructions: '.length));
}
