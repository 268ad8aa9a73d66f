import { ModelFailure, openaiModel } from '@durable-goals/activities';
import type { Answer, Conversation, PendingCall } from '@durable-goals/client';
import { scriptedModel } from '@durable-goals/testing';
import { startStrictProvider } from '../planners/strict-provider.js';
import { choice, finishWatching, lobby, natives, runs, seats, tables } from './goals.js';
import { by, inRoom, opened, until, type RecordedConversation } from './hold.js';

/** Conversations with a model that calls tools natively, and runs. */
export const nativeConversations: Readonly<Record<string, RecordedConversation>> = {
  native: {
    server: 'dev',
    async hold(server, conversationId) {
      const provider = await startStrictProvider([
        'Which room?',
        ['Aspen', 'Birch', 'Aspen'].map((room) => ({ tool: 'Find', input: { room } })),
        [{ tool: 'Book', input: { room: 'Aspen' } }],
        'Booked. Anything else?',
        [{ tool: 'give_result', input: { room: 'Cedar' } }],
      ]);
      const model = openaiModel({ model: 'strict', baseURL: provider.baseURL });
      await using agent = await opened({ goals: [natives], server, model });
      const chat = await agent.start('natives', { conversationId });
      const handle = agent.client.workflow.getHandle(conversationId);
      const { runId } = await handle.describe();
      const [call] = (await chat.send('Aspen or Birch')).approvals;
      if (call === undefined) throw new Error('There is no approval.');
      await until(async () => (await handle.describe()).runId !== runId);
      await chat.edit(call, { room: 'Cedar' }, { by });
      await chat.send('No');
      await chat.result();
      await provider.stop();
      if (provider.refusals.length > 0) throw new Error(provider.refusals.join('; '));
    },
  },

  'hand-off': {
    server: 'dev',
    async hold(server, conversationId) {
      const to = (goalId: string) => ({ call: 'ChangeGoal', input: { goalId } });
      const model = scriptedModel([
        to('seats'),
        { say: 'Which seat?' },
        { raw: JSON.stringify({ response: 'Not here.', next: 'pick-new-goal' }) },
        to('tables'),
        { say: 'Which table?' },
        inRoom('Find', 'Aspen'),
        { done: 'Found.' },
      ]);
      await using agent = await opened({ goals: [choice, seats, tables], server, model });
      const chat = await agent.start('choose-goal', { conversationId });
      await chat.send('A table instead');
      await chat.send('Aspen');
      await chat.result();
    },
  },

  run: {
    server: 'dev',
    async hold(server, conversationId) {
      const model = scriptedModel([
        inRoom('Find', 'Aspen'),
        { calls: ['Aspen', 'Birch'].map((room) => ({ tool: 'Watch', input: { room } })) },
        inRoom('Book', 'Cedar'),
        { done: 'Cedar is booked.', output: { room: 'Cedar' } },
      ]);
      await using agent = await opened({ goals: [runs], server, model });
      const run = await agent.agents.startRun('runs', 'Book a room', { conversationId });
      const handle = agent.client.workflow.getHandle(conversationId);
      const { runId } = await handle.describe();
      await until(async () => (await run.status()).running.length === 2);
      const sent = run.send('Cedar, please');
      await until(async () => (await run.status()).queued === 1);
      await finishAllWatching(run);
      await until(async () => (await handle.describe()).runId !== runId);
      const { approvals } = await sent;
      const [call] = approvals;
      if (call === undefined) throw new Error('There is no approval.');
      await run.approve(call, { by });
      await run.answer();
    },
  },

  'sub-agent': {
    server: 'dev',
    withSubAgent: true,
    async hold(server, conversationId) {
      const model = scriptedModel([
        { say: 'Which room?' },
        {
          calls: [
            { tool: 'Porter', input: { task: 'Book Aspen', floor: 2 } },
            { tool: 'Find', input: { room: 'Birch' } },
          ],
        },
        inRoom('Book', 'Aspen'),
        inRoom('Pay', 'Cedar'),
        { done: 'Cedar is booked.' },
        { say: 'It is booked.' },
        { call: 'Porter', input: { task: 'Find Alder', floor: 3 } },
        inRoom('Book', 'Alder'),
        { say: 'Then not.' },
        { call: 'Porter', input: { task: 'Book Elm', floor: 4 } },
        inRoom('Book', 'Elm'),
      ]);
      await using agent = await opened({ goals: [lobby], server, model });
      const chat = await agent.start('lobby', { conversationId });
      const asked = onlyApproval(await chat.send('Aspen', { by }));
      const below = agent.agents.conversation(`${conversationId}.c1`);
      const handle = agent.client.workflow.getHandle(below.id);
      const { runId } = await handle.describe();
      // It hands over while the call waits, and is asked for it in its next run.
      await until(async () => (await handle.describe()).runId !== runId);
      await chat.edit(asked, { room: 'Cedar' }, { by, reason: 'Larger' });
      await until(async () => (await chat.approvals()).length === 1);
      const [payment] = await chat.approvals();
      if (payment !== undefined) await chat.approve(payment, { by });
      await until(async () => (await chat.status()).inDoubt.length === 1);
      const [doubt] = (await chat.status()).inDoubt;
      await chat.resolve(doubt?.callId ?? '', { happened: true, by });
      onlyApproval(await chat.send('And Alder'));
      // A newer message takes the second one back.
      await chat.send('No, Elm');
      onlyApproval(await chat.send('Elm'));
      await chat.end();
      await chat.result();
    },
  },

  'model-above': {
    server: 'dev',
    withSubAgent: true,
    async hold(server, conversationId) {
      const broke = new ModelFailure('ModelQuotaExhausted', 'No credit is left.');
      const model = scriptedModel([
        { say: 'Which room?' },
        { call: 'Porter', input: { task: 'Book Aspen', floor: 2 } },
        { fail: broke },
      ]);
      const paid = scriptedModel([
        inRoom('Book', 'Aspen'),
        { done: 'Aspen is booked.' },
        { say: 'It is booked.' },
      ]);
      const modelById = () => paid;
      await using agent = await opened({ goals: [lobby], server, model, modelById });
      const chat = await agent.start('lobby', { conversationId });
      await chat.send('Aspen', { by });
      await until(async () => (await chat.status()).state === 'waiting-for-model');
      const asked = onlyApproval(await chat.setModel('paid'));
      await chat.approve(asked, { by });
      await chat.end();
      await chat.result();
    },
  },

  'cancelled-run': {
    server: 'dev',
    async hold(server, conversationId) {
      const model = scriptedModel([inRoom('Watch', 'Aspen')]);
      await using agent = await opened({ goals: [runs], server, model });
      const run = await agent.agents.startRun('runs', 'Watch a room', { conversationId });
      await until(async () => (await run.status()).running.length === 1);
      await run.cancel();
      await until(async () => (await run.status()).state === 'ended');
      finishWatching();
      await run.result().catch(() => undefined);
    },
  },
};

/** Lets one call after the other of `Watch` come to its end. */
async function finishAllWatching(run: Conversation<typeof runs>): Promise<void> {
  await until(async () => {
    finishWatching();
    return !(await run.status()).running.includes('Watch');
  });
}

function onlyApproval({ approvals }: Answer<typeof lobby>): PendingCall<typeof lobby> {
  const [call] = approvals;
  if (call === undefined) throw new Error('There is no approval.');
  return call;
}
