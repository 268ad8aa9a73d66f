import type { Message, ToolResult } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import { inputLines, toolWords } from '../src/chat/tool-words.js';

function settled(result: Omit<ToolResult, 'callId' | 'isError'>, reason?: string): Message {
  return {
    id: 'm1',
    seq: 1,
    turn: 1,
    at: '2026-11-21T10:00:00Z',
    role: 'tool',
    toolCall: {
      callId: 'c1',
      tool: 'FindEvents',
      input: {},
      inputHash: 'abc',
      effect: 'read',
      ...(reason === undefined
        ? {}
        : { approval: { decision: 'rejected', reason, at: '2026-11-21T10:00:00Z' } }),
    },
    toolResult: { callId: 'c1', isError: result.outcome !== 'completed', ...result },
  };
}

describe('a settled call in one line', () => {
  test.each([
    ['a list inside says how many', { note: 'ok', events: [1, 2, 3] }, '3 events'],
    ['one is no plural', { events: [1] }, '1 event'],
    ['a bare list', [1, 2], '2 results'],
    [
      'plain fields',
      { status: 'open', reference: 'R1', more: { a: 1 } },
      'status open, reference R1',
    ],
    ['a text', 'done\nfor today', 'done for today'],
    ['nothing', null, ''],
  ])('%s', (_, output, result) => {
    expect(toolWords(settled({ outcome: 'completed', output }))?.result).toBe(result);
  });

  test('a failure gives its error, a rejection its reason', () => {
    expect(toolWords(settled({ outcome: 'failed', error: 'No flights.' }))?.result).toBe(
      'No flights.',
    );
    expect(toolWords(settled({ outcome: 'rejected', error: 'Not run.' }, 'too late'))?.result).toBe(
      'too late',
    );
  });

  test('it stays short, whatever the tool returns', () => {
    const output = { text: 'x'.repeat(10_000), other: 'y'.repeat(10_000) };
    expect(toolWords(settled({ outcome: 'completed', output }))?.result.length).toBeLessThan(161);
  });
});

test('an input to approve is shown whole', () => {
  const long = 'x'.repeat(5_000);
  expect(inputLines({ city: 'Melbourne', details: long, days: [1, 2] })).toEqual([
    'city     Melbourne',
    `details  ${long}`,
    'days     [1,2]',
  ]);
});

test('a value cannot pass itself off as another field of what is approved', () => {
  expect(inputLines({ note: 'thanks\namount  1', amount: 5_000 }, 40)).toEqual([
    'note    thanks',
    '        amount  1',
    'amount  5000',
  ]);
});
