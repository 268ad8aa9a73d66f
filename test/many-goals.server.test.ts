import { offlineModel } from '@durable-goals/activities';
import { defineGoal, defineTool, withChooser, type Model } from '@durable-goals/core';
import { createTestAgent, scriptedModel, type TestAgent } from '@durable-goals/testing';
import * as z from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const balance = defineTool({
  name: 'CurrentBalance',
  description: 'Tell how many days off somebody has left',
  input: z.strictObject({ email: z.email().describe('Whose balance') }),
  effect: 'read',
  needsApproval: 'never',
  execute: () => ({ days: 12 }),
});
const transfer = defineTool({
  name: 'Transfer',
  description: 'Move money',
  input: z.strictObject({ amount: z.number().positive().describe('Amount in USD') }),
  effect: 'idempotent',
  needsApproval: 'always',
  execute: ({ amount }) => ({ moved: amount }),
});
const rest = { validatePrompts: false } as const;
const goalsOf = (planner: 'json' | 'tools') =>
  withChooser(
    [
      defineGoal({
        id: 'time-off',
        title: 'Time off',
        category: 'hr',
        instructions: 'Tell the balance.',
        tools: [balance],
        planner,
        ...rest,
      }),
      defineGoal({
        id: 'money',
        title: 'Move money',
        category: 'fin',
        instructions: 'Move it.',
        tools: [transfer],
        planner,
        ...rest,
      }),
    ],
    { planner },
  );

const script = [
  { say: 'Hello! What would you like to do?' },
  { call: 'ChangeGoal', input: { goalId: 'time-off' } },
  { say: 'I can tell your balance. What is your email address?' },
  { call: 'CurrentBalance', input: { email: 'ada@example.com' } },
  { say: 'You have 12 days left.' },
  // The goal that chooses is asked because the other one says that it is not for this.
  (request: { situation: { goal: { id: string } } }) => {
    expect(request.situation.goal.id).toBe('time-off');
    return {
      raw: JSON.stringify({ response: 'That is for somebody else.', next: 'pick-new-goal' }),
    };
  },
  { call: 'ChangeGoal', input: { goalId: 'money' } },
  { call: 'Transfer', input: { amount: 50 } },
  { done: 'Moved.' },
];

let server: TestAgent<[]>;
beforeAll(async () => {
  server = await createTestAgent({ goals: [], server: 'dev' });
});
afterAll(async () => {
  await server.close();
});

async function withAgent(
  planner: 'json' | 'tools',
  model: Model,
  talk: (agent: TestAgent<ReturnType<typeof goalsOf>>) => Promise<void>,
): Promise<void> {
  const agent = await createTestAgent({
    goals: goalsOf(planner),
    model,
    server: server.environment,
  });
  try {
    await talk(agent);
  } finally {
    await agent.close();
  }
}

describe.each(['json', 'tools'] as const)('many goals with planner %s', (planner) => {
  test('a conversation goes from the chooser to a goal, back, and to another, and keeps what was said', async () => {
    const model = scriptedModel(
      script.map((step) =>
        typeof step === 'function' && planner === 'tools'
          ? { call: 'pick_new_goal', input: { message: 'That is for somebody else.' } }
          : step,
      ),
    );
    await withAgent(planner, model, async (agent) => {
      const chat = await agent.start('choose-goal');
      const first = await chat.send('How many days off do I have?');
      expect(first.text).toBe('I can tell your balance. What is your email address?');
      expect((await chat.status()).goalId).toBe('time-off');
      expect((await chat.send('ada@example.com')).text).toBe('You have 12 days left.');
      const asked = await chat.send('Now move 50 dollars');
      expect((await chat.status()).goalId).toBe('money');
      const [call] = asked.approvals;
      expect(call).toMatchObject({ tool: 'Transfer', input: { amount: 50 } });
      if (call !== undefined) await chat.approve(call, { by: 'ada@example.com' });
      const { messages, outcome } = await chat.result();
      expect(outcome).toBe('done');
      const system = messages.flatMap(({ role, text }) => (role === 'system' ? [text] : []));
      expect(system).toEqual([
        "The goal is now 'Time off'.",
        "The goal is now 'Find out what to do'.",
        "The goal is now 'Move money'.",
      ]);
      const last = model.requests.at(-1)?.situation.transcript;
      expect(last?.some((entry) => entry.role === 'user' && /days off/.test(entry.text))).toBe(
        true,
      );
    });
  });

  test('a goal that does not exist is an error that the model sees', async () => {
    const model = scriptedModel([
      { say: 'Hello!' },
      { call: 'ChangeGoal', input: { goalId: 'food' } },
      (request) => {
        expect(request.situation.repair?.problem).toMatch(/time-off.*money/);
        return { say: 'I can help with time off, and with money.' };
      },
    ]);
    await withAgent(planner, model, async (agent) => {
      const chat = await agent.start('choose-goal');
      expect((await chat.send('A pizza')).text).toBe('I can help with time off, and with money.');
    });
  });

  test('the offline model finds its way, too', async () => {
    await withAgent(planner, offlineModel(), async (agent) => {
      const chat = await agent.start('choose-goal');
      await chat.send('I would like some time off');
      expect((await chat.status()).goalId).toBe('time-off');
      const { text } = await chat.send('ada@example.com');
      expect(text).toContain('12');
    });
  });
});
