import assert from 'node:assert/strict';
import type { Conversation } from '@durable-goals/client';
import { defineGoal, defineTool, type Goal } from '@durable-goals/core';
import type { TestAgent } from '@durable-goals/testing';
import * as z from 'zod';
import type { PlanStep } from './scripted-provider.js';

/** What both planners have to do alike, with every model. */
export interface Scenario {
  readonly name: string;
  readonly mode: 'chat' | 'run';
  /** What a model plans that plays a script. */
  readonly script: readonly PlanStep[];
  /** Whether a model without a script can do it too. */
  readonly unscripted?: true;
  readonly play: (agent: TestAgent<readonly Goal[]>, played: PlayedBy) => Promise<void>;
}

/** By which model a scenario is played, and about which of the goals. */
interface PlayedBy {
  readonly planner: Planner;
  readonly model: string;
}

export type Planner = 'json' | 'tools';

const stock: Readonly<Record<string, number>> = { apples: 7, pears: 3 };
const fruit = z.enum(['apples', 'pears']);

const count = defineTool({
  name: 'CountStock',
  description: 'Counts what is in stock of a fruit',
  input: z.strictObject({ item: fruit.describe('Which fruit') }),
  output: z.object({ item: z.string(), count: z.int() }),
  effect: 'read',
  needsApproval: 'never',
  execute: ({ item }) => ({ item, count: stock[item] ?? 0 }),
});
const order = defineTool({
  name: 'Order',
  description: 'Orders crates of a fruit',
  input: z.strictObject({ item: fruit, crates: z.int().min(1) }),
  effect: 'idempotent',
  needsApproval: 'always',
  execute: (input) => ({ ordered: input }),
});

/** The goals that the scenarios are about, by planner. */
export function shopGoals(planner: Planner): readonly Goal[] {
  const rest = { validatePrompts: false, planner } as const;
  const counted = z.object({ item: z.string(), count: z.int() });
  return [
    defineGoal({
      id: `count-${planner}`,
      title: 'Count fruit',
      instructions: 'Count what is in stock.',
      tools: [count],
      output: counted,
      ...rest,
    }),
    defineGoal({
      id: `shop-${planner}`,
      title: 'Run the shop',
      instructions: 'Count what is in stock, and order what is missing.',
      tools: [count, order],
      ...rest,
    }),
    defineGoal({
      id: `hurry-${planner}`,
      title: 'Count in a hurry',
      instructions: 'Count what is in stock.',
      tools: [count],
      limits: { stepsPerTurn: 2 },
      ...rest,
    }),
  ];
}

const counts = (...items: readonly string[]): PlanStep => ({
  calls: items.map((item) => ({ tool: 'CountStock', input: { item } })),
});
const apples = { item: 'apples', count: 7 };

export const scenarios: readonly Scenario[] = [
  {
    name: 'gives a result of the shape that the goal has',
    mode: 'run',
    unscripted: true,
    script: [counts('apples'), { done: 'Seven.', output: apples }],
    async play(agent, { planner, model }) {
      const goal = `count-${planner}`;
      const { output } = await agent.agents.run(goal, 'How many apples are there?', { model });
      assert.deepEqual(output, apples);
    },
  },
  {
    name: 'is asked once more for a result that does not fit',
    mode: 'run',
    script: [
      counts('apples'),
      { done: 'Many.', output: { item: 'apples', count: 'many' } },
      { done: 'Seven.', output: apples },
    ],
    async play(agent, { planner, model }) {
      const goal = `count-${planner}`;
      const { output } = await agent.agents.run(goal, 'How many apples are there?', { model });
      assert.deepEqual(output, apples);
    },
  },
  {
    name: 'makes several calls at once, and tells of one that there is not',
    mode: 'run',
    script: [
      {
        calls: [
          { tool: 'CountStock', input: { item: 'apples' } },
          { tool: 'CountMoney', input: {} },
          { tool: 'CountStock', input: { item: 'pears' } },
        ],
      },
      { done: 'Seven apples, three pears.' },
    ],
    async play(agent, { planner, model }) {
      const run = await agent.agents.startRun(`shop-${planner}`, 'What is there?', { model });
      assert.equal((await run.answer()).text, 'Seven apples, three pears.');
      const { messages } = await run.result();
      const results = messages.flatMap(({ toolResult }) => toolResult ?? []);
      assert.deepEqual(
        results.map(({ outcome, output }) => [outcome, output]),
        [
          ['completed', apples],
          ['not-run', undefined],
          ['completed', { item: 'pears', count: 3 }],
        ],
      );
    },
  },
  {
    name: 'is told what a person changed and rejected',
    mode: 'chat',
    script: [
      { say: 'What do you need?' },
      { calls: [{ tool: 'Order', input: { item: 'pears', crates: 9 } }] },
      { calls: [{ tool: 'Order', input: { item: 'apples', crates: 1 } }] },
      { say: 'Two crates of pears are ordered.' },
    ],
    async play(agent, { planner, model }) {
      const chat = await agent.start(`shop-${planner}`, { model });
      const [pears] = (await chat.send('Nine crates of pears')).approvals;
      assert(pears !== undefined, 'nothing waits');
      const by = 'ada@example.com';
      const next = await chat.edit(pears, { item: 'pears', crates: 2 }, { by });
      const [more] = next.approvals;
      assert(more !== undefined, 'nothing waits');
      const last = await chat.reject(more, { by, reason: 'There are enough apples.' });
      assert.equal(last.text, 'Two crates of pears are ordered.');
      assert.deepEqual(await outcomesOf(chat), ['completed', 'rejected']);
    },
  },
  {
    name: 'brings an answer with its last step, in place of another call',
    mode: 'run',
    script: [counts('apples'), counts('pears'), { done: 'Seven apples.' }],
    async play(agent, { planner, model }) {
      const run = await agent.agents.startRun(`hurry-${planner}`, 'What is there?', { model });
      assert.equal((await run.answer()).text, 'Seven apples.');
      assert.deepEqual(await outcomesOf(run), ['completed']);
    },
  },
];

async function outcomesOf(chat: Pick<Conversation, 'messages'>): Promise<readonly unknown[]> {
  const messages = await chat.messages();
  return messages.flatMap(({ toolResult }) => toolResult?.outcome ?? []);
}
