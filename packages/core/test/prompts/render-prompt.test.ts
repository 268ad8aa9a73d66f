import { expect, test } from 'vitest';
import { renderPrompt } from '../../src/prompts/render-prompt.js';

test('nothing is escaped', () => {
  expect(renderPrompt('{{ text }}', { text: `<b> & "it's"` })).toBe(`<b> & "it's"`);
});

test.each([
  ['printed', '{{ city }}'],
  ['only asked about', '{% if city %}yes{% endif %}'],
])('a variable that is not given is named, even when it is %s', (_, template) => {
  expect(() => renderPrompt(template, { month: 'May' })).toThrow(
    "it reads 'city', which is not among its variables",
  );
});

test('a member that is not there is refused with its line', () => {
  expect(() => renderPrompt('A\n{{ goal.title }}', { goal: {} })).toThrow(
    'line 2: it prints something undefined',
  );
});
