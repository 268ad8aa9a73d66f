import { defineTool } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';

const rest = { description: 'Books a room', input: z.strictObject({}), execute: () => 1 };

describe('a tool', () => {
  test('is unsafe and has the usual times, unless it says otherwise', () => {
    const tool = defineTool({ name: 'BookRoom', ...rest });
    expect(tool).toMatchObject({ name: 'BookRoom', effect: 'unsafe', timing: {} });
    expect(tool).not.toHaveProperty('approvalExpiresAfterMs');
    expect(defineTool({ name: 'Find', effect: 'read', ...rest }).effect).toBe('read');
  });

  test('keeps what it was defined with', () => {
    const verify = async () => ({ happened: false }) as const;
    const timing = { startToCloseMs: 90_000 };
    const given = { name: 'A', ...rest, verify, timing, approvalExpiresAfterMs: 1_000 } as const;
    expect(defineTool(given)).toEqual({ ...given, effect: 'unsafe' });
  });

  test.each(['BookRoom', 'book_room', 'b', 'a-1', `a${'b'.repeat(63)}`])(
    'may be named %s',
    (name) => {
      expect(defineTool({ name, ...rest }).name).toBe(name);
    },
  );

  // A dot would let a tool take the name of one of the framework's own Activities.
  test.each([
    '',
    '1st',
    'book room',
    'durableGoals.plan',
    'café',
    `a${'b'.repeat(64)}`,
    '__proto__',
  ])('may not be named "%s"', (name) => {
    expect(() => defineTool({ name, ...rest })).toThrow(
      `Tool '${name}' was not defined: its name is not a letter followed by at most 63 letters, digits, "_" or "-". Change its definition.`,
    );
  });

  test.each([
    ['startToCloseMs', 0],
    ['heartbeatMs', -1],
    ['maxAttempts', Number.NaN],
    ['retryIntervalMs', 0],
  ])('may not have a %s of %d', (field, value) => {
    const define = () => defineTool({ name: 'Book', ...rest, timing: { [field]: value } });
    expect(define).toThrow(
      `Tool 'Book' was not defined: its ${field} is ${value}, not above 0. Change its definition.`,
    );
  });

  test('may not let an approval expire before it was asked for', () => {
    const define = () => defineTool({ name: 'Book', ...rest, approvalExpiresAfterMs: 0 });
    expect(define).toThrowErrorMatchingInlineSnapshot(
      `[ApplicationFailure: Tool 'Book' was not defined: its approvalExpiresAfterMs is 0, not above 0. Change its definition.]`,
    );
    expect(define).toThrow(expect.objectContaining({ type: 'ToolDefinitionRefused' }));
  });

  test.each<[string, object]>([
    [
      "it is 'unsafe' and would run when nobody decides",
      { effect: 'unsafe', whenApprovalExpires: 'run' },
    ],
    [
      'it needs the approval of two people and would run when nobody decides',
      { effect: 'read', approvals: 2, whenApprovalExpires: 'run' },
    ],
    [
      'it needs the approval of two people, and never asks for approval',
      { approvals: 2, needsApproval: 'never' },
    ],
    ['its approvals are 3, neither 1 nor 2', { approvals: 3 }],
    [
      'its remindAfterMs is 2000, not below the 1000 ms after which the approval expires',
      { remindAfterMs: 2_000, approvalExpiresAfterMs: 1_000 },
    ],
    ['its remindAfterMs is 0, not above 0', { remindAfterMs: 0 }],
  ])('may not contradict itself: %s', (fact, rules) => {
    expect(() => defineTool({ name: 'Book', ...rest, ...rules })).toThrow(
      `Tool 'Book' was not defined: ${fact}. Change its definition.`,
    );
  });
});
