import { expect, test } from 'vitest';
import { summaryMessages } from '../../src/prompts/summary-messages.js';
import { validationMessages } from '../../src/prompts/validation-messages.js';
import { tripSituation, tripTranscript } from './trip-situation.js';

test('the prompt that checks a message', async () => {
  const situation = tripSituation({
    summary: 'Ada likes comedy.',
    trigger: { kind: 'message', text: 'two double cheeseburgers' },
    pending: [{ tool: 'CreateInvoice', input: { email: 'ada@example.com' } }],
  });
  const prompt = validationMessages(situation).map(
    ({ role, content }) => `=== ${role}\n${content}`,
  );
  await expect(`${prompt.join('\n\n')}\n`).toMatchFileSnapshot('./validation-prompt.txt');
});

test('a message that the transcript holds already is shown once', () => {
  const text = 'Melbourne in March';
  const trigger = { kind: 'message', text } as const;
  const transcript = tripTranscript.slice(0, 2);
  const content = validationMessages(tripSituation({ trigger, transcript }))[1]?.content ?? '';
  expect(content.split(text)).toHaveLength(2);
});

test('only the last eight entries are shown, long ones cut', () => {
  const transcript = Array.from({ length: 20 }, (_, index) => ({
    role: 'user' as const,
    text: `message ${index} ${'x'.repeat(3_000)}`,
  }));
  const trigger = { kind: 'message', text: 'yes' } as const;
  const content = validationMessages(tripSituation({ trigger, transcript }))[1]?.content ?? '';
  expect(content.match(/message \d+/g)).toHaveLength(8);
  expect(content.length).toBeLessThan(18_000);
});

test('a bad verdict and its problem come last', () => {
  const repair = { answer: 'maybe', problem: 'it holds no JSON object.' };
  const messages = validationMessages(tripSituation({ repair }));
  expect(messages.slice(-2).map(({ role }) => role)).toEqual(['assistant', 'user']);
});

test('the prompt that sums up', async () => {
  const situation = tripSituation({ summary: 'Ada likes comedy.' });
  const prompt = summaryMessages(situation).map(({ role, content }) => `=== ${role}\n${content}`);
  await expect(`${prompt.join('\n\n')}\n`).toMatchFileSnapshot('./summary-prompt.txt');
});

test('an empty conversation makes no empty message', () => {
  const messages = summaryMessages(tripSituation({ transcript: [] }));
  expect(messages.every(({ content }) => content !== '')).toBe(true);
});
