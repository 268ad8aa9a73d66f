import { describe, expect, test } from 'vitest';
import { readDecision, readEdit, readHappened } from '../src/chat/read-line.js';

const input = { city: 'Melbourne', month: 'March' };

describe('a line that answers a request for approval', () => {
  test.each(['y', 'Y', 'yes', 'Yes.', 'yes!', 'yes please', 'Yes, please.', '  y  '])(
    '%j approves',
    (line) => {
      expect(readDecision(line, input)).toEqual({ kind: 'approve' });
    },
  );

  test.each([
    ['n', undefined],
    ['No', undefined],
    ['no, too expensive', 'too expensive'],
    ['n wrong month', 'wrong month'],
    ['No. Cancel that', 'Cancel that'],
  ])('%j rejects, with the reason %j', (line, reason) => {
    expect(readDecision(line, input)).toEqual(
      reason === undefined ? { kind: 'reject' } : { kind: 'reject', reason },
    );
  });

  test.each([
    'yes, but in April',
    'make it April instead',
    'november would be better',
    'yesterday',
    'editorial events, please',
    'ok',
  ])('%j is a message to the agent: only a bare yes approves', (line) => {
    expect(readDecision(line, input)).toEqual({ kind: 'message' });
  });

  test('an edit may bring the whole input, a part of it, or nothing yet', () => {
    expect(readDecision('edit {"city":"Perth"}', input)).toEqual({
      kind: 'edit',
      input: { city: 'Perth' },
    });
    expect(readDecision('e month=April', input)).toEqual({
      kind: 'edit',
      input: { city: 'Melbourne', month: 'April' },
    });
    expect(readDecision('e', input)).toEqual({ kind: 'edit' });
  });

  test('an edit that cannot be read says why', () => {
    expect(readDecision('edit {"city":', input)).toMatchObject({ kind: 'unreadable' });
    expect(readDecision('edit the city', input)).toEqual({
      kind: 'unreadable',
      problem:
        '\'the city\' is neither JSON nor name=value. Quote a value that has blanks in it: city="New York".',
    });
  });
});

test.each([
  ['amount=12.5', { amount: 12.5 }],
  ['city="New York" month=May', { city: 'New York', month: 'May' }],
  ['flexible=true', { flexible: true }],
  ['id="007"', { id: '007' }],
])('the edit %j changes %j', (text, changes) => {
  expect(readEdit(text, {})).toEqual({ input: changes });
});

describe('a line that says whether a call happened', () => {
  test.each([
    ['yes', { happened: true }],
    ['y {"reference":"R1"}', { happened: true, output: { reference: 'R1' } }],
    ['no', { happened: false }],
    ['n the bank says so', { happened: false, reason: 'the bank says so' }],
    ['perhaps', undefined],
  ])('%j', (line, expected) => {
    expect(readHappened(line)).toEqual(expected);
  });
});
