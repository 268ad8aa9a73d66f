import { defineGoal } from '@durable-goals/core';
import { createTestAgent, scriptedModel } from '@durable-goals/testing';
import { expect, test } from 'vitest';

const goals = [
  defineGoal({ id: 'talk', title: 'Talk', instructions: 'Talk.', tools: [] }),
] as const;

test('a script that is too short says so at once, and what it was asked', async () => {
  const agent = await createTestAgent({ goals, model: scriptedModel([{ say: 'Hi.' }]) });
  try {
    const chat = await agent.start('talk');
    const answer = await chat.send('more');
    expect(answer).toMatchObject({ state: 'waiting-for-model' });
    expect(answer.waiting?.reason).toMatch(/^The script of model 'scripted' has 1 steps .*more/);
  } finally {
    await agent.close();
  }
});

test('a line that is no step is refused with its number', () => {
  const script = JSON.parse('[{ "say": "Hi." }, { "bogus": 1 }]') as Parameters<
    typeof scriptedModel
  >[0];
  expect(() => scriptedModel(script)).toThrow(/^Step 2 of the script, \{"bogus":1\}, has none of/);
});
