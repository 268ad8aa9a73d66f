import * as z from 'zod';
import { describe, expect, test } from 'vitest';
import {
  defineGoal,
  modelTools,
  toolsMessages,
  type Situation,
  type TranscriptEntry,
} from '../../src/index.js';
import { specOf, tripGoal, tripSituation } from './trip-situation.js';

const goal = specOf(defineGoal({ ...tripGoal, planner: 'tools' }));
const withResult = specOf(
  defineGoal({ ...tripGoal, planner: 'tools', output: z.object({ reference: z.string() }) }),
);
const find = (city: string) => ({ tool: 'FindEvents', input: { city } });
const asks = (
  calls: NonNullable<Extract<TranscriptEntry, { role: 'agent' }>['calls']>,
): TranscriptEntry => ({ role: 'agent', text: 'I look.', next: 'confirm', calls });
const gave = (callId: string, rest: object = {}): TranscriptEntry => ({
  role: 'tool',
  callId,
  ...find('Perth'),
  outcome: 'completed',
  output: { events: [] },
  ...rest,
});

/** The messages after the first, which tells the rules. */
function messages(transcript: readonly TranscriptEntry[], changes: Partial<Situation> = {}) {
  return toolsMessages(tripSituation({ goal, transcript, ...changes })).slice(1);
}

describe('the prompt of a model that calls tools natively', () => {
  test('has each call followed by what it gave, under the provider’s own ids, and nothing after it', () => {
    const raw = { from: 'm', message: { role: 'assistant', signature: 'abc' } };
    const agent = { ...asks([{ callId: 'c1', ids: ['x', 'y'], ...find('Perth') }]), raw };
    expect(messages([{ role: 'user', text: 'Perth' }, agent, gave('c1')])).toEqual([
      { role: 'user', content: 'Perth' },
      {
        role: 'assistant',
        content: 'I look.',
        calls: [
          { id: 'x', ...find('Perth') },
          { id: 'y', ...find('Perth') },
        ],
        raw,
      },
      { role: 'tool', callId: 'x', content: '{"events":[]}' },
      { role: 'tool', callId: 'y', content: '{"events":[]}' },
    ]);
  });

  test('puts a result behind its call, though a message came in between', () => {
    const transcript = [
      { role: 'user', text: 'Perth' } as const,
      asks([{ callId: 'c1', ...find('Perth') }]),
      { role: 'user', text: 'Or Hobart?' } as const,
      gave('c1', { outcome: 'withdrawn', output: undefined, error: 'Not run' }),
    ];
    expect(messages(transcript).slice(1)).toMatchObject([
      { role: 'assistant', calls: [{ id: 'c1' }] },
      { role: 'tool', callId: 'c1', content: '{"outcome":"withdrawn","error":"Not run"}' },
      { role: 'user', content: 'Or Hobart?' },
    ]);
  });

  test('says of a call that waits that it does, and of one that a person changed how it ran', () => {
    const transcript = [
      { role: 'user', text: 'Perth and Hobart' } as const,
      asks([
        { callId: 'c1', ...find('Perth') },
        { callId: 'c2', ...find('Hobart') },
      ]),
      gave('c3', { editedFrom: 'c1', input: { city: 'Fremantle' } }),
    ];
    const told = messages(transcript, { pending: [find('Hobart')] }).slice(2);
    expect(told.map(({ content }) => content)).toEqual([
      '{"note":"A person changed the input.","input":{"city":"Fremantle"},"output":{"events":[]}}',
      '{"outcome":"waits for the approval of a person"}',
    ]);
  });

  test('tells a result whose call is out of the window as a message', () => {
    expect(messages([gave('c1')])).toEqual([
      { role: 'user', content: expect.stringMatching(/^\[tool result\] FindEvents \(c1\)/) },
    ]);
  });

  test('begins with what the agent was asked first, whether it has answered or not', () => {
    const greeting = { role: 'agent', text: 'Hello!', next: 'question' } as const;
    const first = messages([], { trigger: { kind: 'start' } });
    const later = messages([greeting, { role: 'user', text: 'Perth' }]);
    expect(first).toEqual([
      { role: 'user', content: expect.stringContaining('The conversation begins now.') },
    ]);
    expect(later.slice(0, 2)).toEqual([...first, { role: 'assistant', content: 'Hello!' }]);
  });

  test('tells of a bad call as what it gave', () => {
    const calls = [{ id: 'x', ...find('') }];
    const repair = { answer: '', problem: 'city is too short', calls };
    expect(messages([], { repair }).slice(-2)).toEqual([
      { role: 'assistant', content: '', calls },
      { role: 'tool', callId: 'x', content: '{"error":"city is too short"}' },
    ]);
  });
});

describe('the functions that a model may call natively', () => {
  const named = (situation: Parameters<typeof modelTools>[0]) => {
    const { tools = [], toolChoice } = modelTools(situation);
    return [tools.map(({ name }) => name).join(' '), toolChoice];
  };

  test.each<[string, Parameters<typeof modelTools>[0], string, string?]>([
    ['in a chat', { goal }, 'FindEvents CreateInvoice end_conversation pick_new_goal'],
    [
      'in a chat that gives a result',
      { goal: withResult },
      'FindEvents CreateInvoice give_result end_conversation pick_new_goal',
    ],
    ['in a run', { goal, autonomous: true }, 'FindEvents CreateInvoice'],
    [
      'in the last step of a chat',
      { goal, final: true },
      'FindEvents CreateInvoice end_conversation pick_new_goal',
      'none',
    ],
    [
      'in the last step of a run that gives a result',
      { goal: withResult, autonomous: true, final: true },
      'give_result',
      'required',
    ],
  ])('%s', (_, situation, names, choice) => {
    expect(named(situation)).toEqual([names, choice]);
  });

  test('have the whole schemas of the tools and of the result', () => {
    const { tools = [] } = modelTools({ goal: withResult });
    expect(tools[1]?.schema).toEqual(withResult.tools[1]?.inputSchema);
    expect(tools[2]?.schema).toMatchObject({ properties: { reference: { type: 'string' } } });
  });
});
