import { createAgentActivities, ModelFailure } from '@durable-goals/activities';
import type { Conversation, PendingCall } from '@durable-goals/client';
import type { Goal, PlannedStep } from '@durable-goals/core';
import { inputHashOf } from '@durable-goals/core';
import { sqliteStore } from '@durable-goals/store';
import { scriptedModel } from '@durable-goals/testing';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { chats, desks, finishWatching, rooms, suites } from './goals.js';
import { by, inRoom, opened, until, type RecordedConversation } from './hold.js';
import { nativeConversations } from './native-conversations.js';
import { quickConversations } from './quick-conversations.js';

/** The conversations by the name of the file that they are recorded in. */
export const conversations: Readonly<Record<string, RecordedConversation>> = {
  ...quickConversations,

  'continued-chat': {
    server: 'dev',
    async hold(server, conversationId) {
      const script = Array.from({ length: 6 }, () => ({ say: 'Go on.' }));
      const model = scriptedModel(script, { refuses: (text) => text.match(/burger/)?.[0] });
      await using agent = await opened({ goals: [chats], server, model });
      const role = (index: number) => (index % 2 === 0 ? 'user' : 'agent');
      const messages = Array.from(
        { length: 27 },
        (_, index) =>
          ({
            role: role(index),
            text: `${index}`,
          }) as const,
      );
      const chat = await agent.start('chats', { conversationId, messages });
      const handle = agent.client.workflow.getHandle(conversationId);
      const { runId } = await handle.describe();
      for (const text of ['one', 'a burger', 'two']) await chat.send(text);
      await until(async () => (await handle.describe()).runId !== runId);
      await chat.send('three');
      await chat.end();
      await chat.result();
    },
  },

  stored: {
    server: 'dev',
    async hold(server, conversationId) {
      const model = scriptedModel(Array.from({ length: 6 }, () => ({ say: 'Go on.' })));
      const store = sqliteStore(':memory:');
      await using agent = await opened({ goals: [chats], server, model, store });
      const chat = await agent.start('chats', { conversationId });
      const handle = agent.client.workflow.getHandle(conversationId);
      const { runId } = await handle.describe();
      for (const text of ['one', 'two', 'three']) await chat.send(text);
      await until(async () => (await handle.describe()).runId !== runId);
      await chat.send('four');
      await chat.end();
      await chat.result();
      await store.close();
    },
  },

  'looked-up': {
    server: 'dev',
    async hold(server, conversationId) {
      const model = scriptedModel(Array.from({ length: 6 }, () => ({ say: 'Well.' })));
      await using agent = await opened({ goals: [rooms, desks], server, model });
      const chat = await agent.start('rooms', { conversationId });
      await chat.send('one');
      await chat.changeGoal('desks');
      await chat.send('two');
      await chat.end();
      await chat.result();
    },
  },

  greeted: {
    server: 'dev',
    async hold(server, conversationId) {
      const model = scriptedModel(Array.from({ length: 3 }, () => ({ say: 'Well.' })));
      await using agent = await opened({ goals: [rooms], server, model });
      const chat = await agent.start('rooms', { conversationId });
      await chat.waitFor();
      await chat.send('one');
      await chat.end();
      await chat.result();
    },
  },

  ...nativeConversations,

  decisions: {
    server: 'time-skipping',
    async hold(server, conversationId) {
      const model = scriptedModel([
        { say: 'Which room?' },
        inRoom('Book', 'Aspen'),
        inRoom('Book', 'Birch'),
        inRoom('Book', 'Cedar'),
        { say: 'No answer came, so nothing was booked.' },
      ]);
      await using agent = await opened({ goals: [rooms], server, model });
      const chat = await agent.start('rooms', { conversationId });
      const first = await chat.send('Aspen');
      const second = await chat.edit(onlyCall(first), { room: 'Alder' }, { by });
      await chat.reject(onlyCall(second), { by, reason: 'too small' });
      await agent.sleep(25 * 3_600_000);
      await chat.waitFor(['awaiting-user']);
    },
  },

  'in-doubt': {
    server: 'dev',
    async hold(server, conversationId) {
      const model = scriptedModel([
        { say: 'Which room?' },
        inRoom('Pay', 'Aspen'),
        { say: 'It is paid for.' },
        { done: 'It worked.' },
      ]);
      await using agent = await opened({ goals: [rooms], server, model });
      const chat = await agent.start('rooms', { conversationId });
      const { inDoubt } = await chat.approve(onlyCall(await chat.send('Aspen')), { by });
      await chat.send('Did it work?', { timeoutMs: 1_000 });
      await chat.resolve(inDoubt[0]?.callId ?? '', { happened: true, by, reason: 'on the bill' });
      await chat.result();
    },
  },

  'model-and-limits': {
    server: 'dev',
    async hold(server, conversationId) {
      const outage = { fail: new ModelFailure('ModelUnavailable', 'Nobody answers.') };
      const refusal = { fail: new ModelFailure('ModelAuthRefused', 'The key was refused.') };
      const model = scriptedModel([{ say: 'Hi.' }, outage, refusal, { say: 'Again.' }]);
      const answers = Array.from({ length: 6 }, () => ({ say: 'I am the other.' }));
      const other = scriptedModel(answers, { id: 'other' });
      const modelById = (id: string) => (id === 'other' ? other : undefined);
      const goals = [rooms, desks] as const;
      await using agent = await opened({ goals, server, model, modelById });
      const limits = { turns: 2 };
      const chat = await agent.start('rooms', { conversationId, limits });
      for (const step of [
        () => chat.send('one'),
        () => chat.retry(),
        () => chat.retry(),
        () => chat.setModel('other'),
        () => chat.send('two'),
        () => chat.send('three'),
        () => chat.grant({ turns: 3 }),
        () => chat.changeGoal('desks'),
        () => chat.changeGoal('nowhere'),
      ]) {
        await step();
      }
      await chat.end();
      await chat.result();
    },
  },

  parallel: {
    server: 'dev',
    async hold(server, conversationId) {
      const goals = [rooms] as const;
      const plans = [planned(), planned('Find', 'Watch', 'Book'), planned()];
      const plan = async () => plans.shift();
      const activities = { ...createAgentActivities({ goals }), 'durableGoals.plan': plan };
      const worker = { activities, plugins: [] };
      await using agent = await opened({ goals, server, worker });
      const chat = await agent.start('rooms', { conversationId });
      const turn = chat.send('Find, watch and book');
      await until(async () => (await chat.approvals()).length === 1);
      await until(async () => (await chat.status()).running.join() === 'Watch');
      const next = chat.send('Rather not');
      await until(async () => (await chat.approvals()).length === 0);
      finishWatching();
      await Promise.all([turn, next]);
      await chat.end();
      await chat.result();
    },
  },

  'too-long': {
    server: 'dev',
    async hold(server, conversationId) {
      const tooLong = { fail: new ModelFailure('ModelContextTooLong', 'It is too long.') };
      const model = scriptedModel([
        { say: 'Hi.' },
        { say: 'One.' },
        tooLong,
        { say: 'Two, after it was shortened.' },
        tooLong,
        tooLong,
        { say: 'Three, after a retry.' },
      ]);
      await using agent = await opened({ goals: [rooms], server, model });
      const chat = await agent.start('rooms', { conversationId });
      await chat.send('one');
      await chat.send('two');
      await chat.send('three');
      await chat.retry();
      await chat.end();
      await chat.result();
    },
  },

  'next-turn': {
    server: 'dev',
    async hold(server, conversationId) {
      const chat = await upgraded(server, conversationId, [suites.before, suites.after]);
      await using _ = chat.agent;
      const [call] = (await chat.send('Birch')).approvals;
      if (call !== undefined) await chat.approve(call, { by });
      await chat.end();
    },
  },

  'missing-version': {
    server: 'dev',
    async hold(server, conversationId) {
      const { before, after } = suites;
      const pinned = [before, after].map((goal) => ({ ...goal, whenChanged: 'pinned' as const }));
      const chat = await upgraded(server, conversationId, pinned);
      await using _ = chat.agent;
      await chat.approve(chat.call, { by });
      await chat.changeGoal('suites');
      await chat.end();
    },
  },
};

/** A conversation with a call that waits, after a deployment of the goal's second version in place of the first. */
async function upgraded(
  server: TestWorkflowEnvironment,
  conversationId: string,
  [before, after]: readonly Goal[],
) {
  if (before === undefined || after === undefined) throw new Error('Two versions are needed.');
  const taskQueue = `recorded-${conversationId}`;
  const first = scriptedModel([{ say: 'Which suite?' }, inRoom('Book', 'Aspen')]);
  const old = await opened({ goals: [before], server, model: first, taskQueue });
  const begun = await old.start('suites', { conversationId });
  const [call] = (await begun.send('Aspen')).approvals;
  await old.close();
  if (call === undefined) throw new Error('There is no approval.');
  const model = scriptedModel([
    inRoom('Book', 'Birch'),
    ...Array.from({ length: 4 }, () => ({ say: 'Well.' })),
  ]);
  const agent = await opened({ goals: [after], server, model, taskQueue });
  const chat = agent.agents.conversation(conversationId);
  return {
    agent,
    call,
    send: (text: string) => chat.send(text),
    approve: (...decision: Parameters<typeof chat.approve>) => chat.approve(...decision),
    changeGoal: (goalId: string) => chat.changeGoal(goalId),
    end: () => chat.end(),
  };
}

function onlyCall({
  approvals,
}: Awaited<ReturnType<Conversation<typeof rooms>['send']>>): PendingCall<typeof rooms> {
  const [call] = approvals;
  if (call === undefined) throw new Error('There is no approval.');
  return call;
}

/** A step that calls several tools at once, as the planner of native tool calls makes them. */
function planned(...tools: readonly string[]): PlannedStep {
  const input = { room: 'Aspen' };
  return {
    kind: 'step',
    text: 'Well.',
    next: tools.length > 0 ? 'confirm' : 'question',
    calls: tools.map((tool) => ({
      tool,
      input,
      inputHash: inputHashOf(tool, input, { conversationId: 'parallel', chainId: 'recorded' }),
      effect: tool === 'Book' ? 'idempotent' : 'read',
      needsApproval: tool === 'Book',
    })),
    known: {},
    model: 'planned',
    promptVersion: '0',
    usage: { modelCalls: 1, inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 },
  };
}
