import { createTestAgent, scriptedModel } from '@durable-goals/testing';
import { expect, test } from 'vitest';
import { goals } from './goal.js';

test('a table is reserved once a person approves it', async () => {
  const model = scriptedModel([
    { say: 'For how many, and under which name?' },
    { call: 'ReserveTable', input: { date: '2031-05-09', guests: 4, name: 'Ada' } },
    { done: 'Your table is reserved.' },
  ]);
  const agent = await createTestAgent({ goals, model });
  try {
    const chat = await agent.start('dinner');
    const asked = await chat.send('Four of us, under Ada');
    expect(asked).toMatchObject({
      state: 'awaiting-approval',
      approvals: [{ input: { guests: 4 } }],
    });
    const [call] = asked.approvals;
    if (call === undefined) throw new Error('Nothing waits for approval.');
    expect(await chat.approve(call)).toMatchObject({ state: 'ended', outcome: 'done' });
  } finally {
    await agent.close();
  }
}, 60_000);
