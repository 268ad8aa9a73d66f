import { describe, expect, test } from 'vitest';
import type { Approval, Message } from '../app/api/shapes.js';
import { transcriptOf } from '../app/transcript/transcript-items.js';

const at = '2027-03-12T10:00:00.000Z';
const base = { turn: 1, at } as const;
const call = (callId: string, tool = 'Pay') => ({ callId, tool, input: {} });
const proposal = (seq: number, ...calls: readonly ReturnType<typeof call>[]): Message => ({
  ...base,
  id: `m${seq}`,
  seq,
  role: 'agent',
  text: 'I pay.',
  step: { next: 'confirm', calls },
});
const settled = (seq: number, callId: string, editedFrom?: string): Message => ({
  ...base,
  id: `m${seq}`,
  seq,
  role: 'tool',
  toolCall: {
    ...call(callId),
    inputHash: 'h',
    effect: 'idempotent',
    ...(editedFrom === undefined ? {} : { approval: { decision: 'approved', at, editedFrom } }),
  },
  toolResult: { callId, isError: false, outcome: 'completed' },
});
const approval = (callId: string): Approval => ({
  ...call(callId),
  inputHash: 'h',
  effect: 'idempotent',
  requestedAt: at,
  expiresAt: at,
});
const status = { approvals: [], inDoubt: [], running: [], state: 'working' } as const;

/** The calls as `kind id`, below the message with that number; those that wait are below `end`. */
function shown(...given: Parameters<typeof transcriptOf>): Record<string, string[]> {
  const { items, waiting } = transcriptOf(...given);
  const words = (calls: typeof waiting): string[] =>
    calls.map(({ kind, callId }) => `${kind} ${callId}`);
  const lines = items.map(({ message, calls }) => [message.seq, words(calls)] as const);
  return Object.fromEntries([...lines, ['end', words(waiting)]]);
}

describe('a tool call is shown once', () => {
  test('below the message that proposed it, when it is over', () => {
    expect(shown([proposal(1, call('c1')), settled(2, 'c1')], status)).toEqual({
      1: ['settled c1'],
      end: [],
    });
  });

  test('in the place of the one that was edited', () => {
    expect(shown([proposal(1, call('c1')), settled(2, 'c2', 'c1')], status)).toEqual({
      1: ['settled c2'],
      end: [],
    });
  });

  test('by itself, when the message that proposed it is not here', () => {
    expect(shown([settled(2, 'c1')], status)).toEqual({ 2: ['settled c1'], end: [] });
  });

  test('at the end, while it waits for a person, edited or not', () => {
    for (const callId of ['c1', 'c2']) {
      const waits = {
        ...status,
        state: 'awaiting-approval',
        approvals: [approval(callId)],
      } as const;
      expect(shown([proposal(1, call('c1'))], waits)).toEqual({
        1: [],
        end: [`approval ${callId}`],
      });
    }
  });

  test('as running, until it is over; side by side with one that is', () => {
    const both = [proposal(1, call('c1', 'Find'), call('c2', 'Find'))];
    expect(shown(both, { ...status, running: ['Find', 'Find'] })[1]).toEqual([
      'running c1',
      'running c2',
    ]);
    expect(shown([...both, settled(2, 'c1')], { ...status, running: ['Find'] })[1]).toEqual([
      'settled c1',
      'running c2',
    ]);
  });

  test('not as running once the conversation is over', () => {
    expect(shown([proposal(1, call('c1'))], { ...status, state: 'ended' })[1]).toEqual([]);
  });
});
