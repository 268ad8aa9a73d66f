import type { Message } from '@durable-goals/core';
import { expect, test } from 'vitest';
import { callNames, countedNames } from '../src/chat/call-names.js';

const base = { id: 'm', seq: 1, turn: 1, at: '2026-11-21T10:00:00Z' } as const;

function proposes(...tools: readonly string[]): Message {
  const calls = tools.map((tool, index) => ({ callId: `c${index}`, tool, input: {} }));
  return { ...base, role: 'agent', text: 'Well.', step: { next: 'confirm', calls } };
}

function called(tool: string, input: NonNullable<Message['toolCall']>['input']): Message {
  const toolCall = { callId: 'c1', tool, input, inputHash: 'abc', effect: 'read' } as const;
  return { ...base, role: 'tool', toolCall };
}

test('a call is named by its tool, and by its input where a step calls the tool again', () => {
  const nameOf = callNames();
  expect(nameOf(proposes('Look', 'File', 'Look'))).toBe('');
  expect(nameOf(called('Look', { place: 'Perth', days: [1, 2] }))).toBe('Look Perth, [1,2]');
  expect(nameOf(called('File', { place: 'Perth' }))).toBe('File');
  expect(nameOf(called('Look', { place: 'x'.repeat(90) }))).toHaveLength(45);
  nameOf(proposes('Look'));
  expect(nameOf(called('Look', { place: 'Perth' }))).toBe('Look');
});

test('what runs more than once is counted', () => {
  expect(countedNames(['Look', 'File', 'Look', 'Look'])).toBe('Look (3), File');
});
