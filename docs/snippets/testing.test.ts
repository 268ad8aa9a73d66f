import { ModelFailure } from '@durable-goals/activities';
import { ToolFailure } from '@durable-goals/core';
import {
  createTestAgent,
  recordHistory,
  replayHistory,
  scriptedModel,
  type ScriptedStep,
} from '@durable-goals/testing';
import { expect, test } from 'vitest';
import { goals } from './goal.js';

const table = { date: '2031-05-09', guests: 4, name: 'Ada' };

test('an approval that nobody gives expires after a day', async () => {
  const model = scriptedModel([{ say: 'For when?' }, { call: 'ReserveTable', input: table }]);
  const agent = await createTestAgent({ goals, model });
  try {
    const chat = await agent.start('dinner');
    await chat.send('On 9 May 2031, four of us, Ada');
    await agent.sleep(25 * 3_600_000); // passes in a moment
    expect(await chat.status()).toMatchObject({ state: 'awaiting-user', approvals: [] });
  } finally {
    await agent.close();
  }
}, 60_000);

test('an outage of the model is waited out', async () => {
  const away = { fail: new ModelFailure('ModelUnavailable', 'The model is away.') };
  const model = scriptedModel([{ say: 'For when?' }, away, away, { say: 'I am back.' }]);
  const agent = await createTestAgent({ goals, model });
  try {
    const chat = await agent.start('dinner');
    expect(await chat.send('Tomorrow', { timeoutMs: 500 })).toMatchObject({ state: 'working' });
    await agent.sleep(60_000);
    const said = await chat.messages();
    expect(said.at(-1)).toMatchObject({ role: 'agent', text: 'I am back.' });
  } finally {
    await agent.close();
  }
}, 60_000);

test('the offline model needs no script', async () => {
  const agent = await createTestAgent({ goals });
  try {
    const chat = await agent.start('dinner');
    let turn = await chat.send('A table for 4 on 2031-05-09');
    if (turn.state === 'awaiting-user') turn = await chat.send('Ada');
    expect(turn.approvals).toMatchObject([{ tool: 'ReserveTable', input: table }]);
  } finally {
    await agent.close();
  }
}, 60_000);

test('a step may look at what the model is asked', async () => {
  const sayBack: ScriptedStep = ({ situation }) =>
    situation.trigger.kind === 'message'
      ? { say: `You said: ${situation.trigger.text}` }
      : { say: 'Hello.' };
  const agent = await createTestAgent({ goals, model: scriptedModel([sayBack, sayBack]) });
  try {
    const chat = await agent.start('dinner');
    expect(await chat.send('Good evening')).toMatchObject({ text: 'You said: Good evening' });
  } finally {
    await agent.close();
  }
}, 60_000);

test('a recorded conversation replays', async () => {
  const model = scriptedModel([{ say: 'For when?' }, { done: 'Another time, then.' }]);
  const agent = await createTestAgent({ goals, model });
  try {
    const chat = await agent.start('dinner');
    await chat.send('Never mind');
    const history = await recordHistory(agent.client, chat.id);
    await replayHistory(history);
  } finally {
    await agent.close();
  }
}, 60_000);

test('a tool is a function, and is tested as one', async () => {
  const [reserveTable] = goals[0].tools;
  const context = {
    conversationId: 'c',
    callId: 'c1',
    idempotencyKey: 'key-1',
    attempt: 1,
    signal: new AbortController().signal,
    heartbeat: () => {},
    log: console,
    resultOf: async () => null,
  };
  expect(await reserveTable.execute(table, context)).toMatchObject({ reservation: 'key-1' });
  expect(new ToolFailure('No table is free.')).toBeInstanceOf(Error);
});
