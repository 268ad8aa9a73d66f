import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ModelFailure } from '@durable-goals/activities';
import { defineGoal } from '@durable-goals/core';
import {
  createTestAgent,
  recordHistory,
  replayHistory,
  scriptedModel,
  type ScriptedModel,
  type ScriptedStep,
  type TestAgent,
} from '@durable-goals/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const plain = { instructions: 'Talk.', tools: [], validatePrompts: false } as const;
const chat = defineGoal({ id: 'chat', title: 'Chat', ...plain });
const goals = [
  chat,
  defineGoal({ id: 'patient', title: 'Patient', ...plain, modelTiming: { maxAttempts: 2 } }),
  defineGoal({ id: 'limited', title: 'Limited', ...plain, limits: { modelCalls: 5 } }),
  defineGoal({ id: 'short', title: 'Short', ...plain, limits: { stepsPerTurn: 1 } }),
] as const;

let script: ScriptedModel = scriptedModel([]);
let agent: TestAgent<typeof goals>;
beforeAll(async () => {
  const model = {
    id: 'scripted',
    generate: (...asked: Parameters<ScriptedModel['generate']>) => script.generate(...asked),
  };
  agent = await createTestAgent({ goals, model, server: 'dev' });
});
afterAll(() => agent.close());

/** A greeting that is written until it is let go. */
function slowGreeting(): { readonly step: ScriptedStep; finish(): void; asked(): Promise<void> } {
  const pen = new EventEmitter();
  const begun = once(pen, 'begun');
  const finished = once(pen, 'finished');
  return {
    step: async (_, { signal }) => {
      pen.emit('begun');
      await Promise.race([finished, once(signal, 'abort')]);
      return { say: 'Hello.' };
    },
    finish: () => void pen.emit('finished'),
    asked: async () => void (await begun),
  };
}

/** The Activities of a conversation, in their order; its history replays. */
async function activitiesOf(conversationId: string): Promise<readonly string[]> {
  const { events } = await agent.client.workflow.getHandle(conversationId).fetchHistory();
  await replayHistory(await recordHistory(agent.client, conversationId));
  return (events ?? []).flatMap(({ activityTaskScheduledEventAttributes }) => {
    const name = activityTaskScheduledEventAttributes?.activityType?.name;
    return name ? [name.replace('durableGoals.', '')] : [];
  });
}

describe('a conversation that begins with a greeting', () => {
  test('has its goal looked up and the greeting planned in one Activity', async () => {
    script = scriptedModel([{ say: 'Hello.' }, { say: 'Well.' }]);
    const talk = await agent.start('chat');
    expect(await talk.waitFor()).toMatchObject({ state: 'awaiting-user' });
    expect(await talk.send('one')).toMatchObject({ messages: [{ text: 'Well.' }] });
    expect((await talk.status()).usage).toMatchObject({ modelCalls: 2, steps: 2 });
    expect(await activitiesOf(talk.id)).toEqual(['greet', 'plan']);
  });

  test.each(['patient', 'limited', 'short'] as const)(
    'has it planned by what the goal says first, where that is %s',
    async (goalId) => {
      script = scriptedModel([{ say: 'Hello.' }]);
      const talk = await agent.start(goalId);
      await talk.waitFor();
      expect((await talk.status()).usage.modelCalls).toBe(1);
      expect(await activitiesOf(talk.id)).toEqual(['greet', 'plan']);
    },
  );

  test.each([
    ['limits of its own', { limits: { modelCalls: 3 } }],
    ['something said before', { messages: [{ role: 'user' as const, text: 'Hi' }] }],
  ])('is looked up alone where it starts with %s', async (_, start) => {
    script = scriptedModel([{ say: 'Hello.' }]);
    const talk = await agent.start('chat', start);
    await talk.send('one');
    expect((await activitiesOf(talk.id))[0]).toBe('resolveGoal');
  });

  test('takes what is said meanwhile after it', async () => {
    const greeting = slowGreeting();
    script = scriptedModel([greeting.step, { say: 'Well.' }]);
    const talk = await agent.agents.start('chat');
    await greeting.asked();
    const answer = talk.send('one');
    await sleep(50);
    greeting.finish();
    expect(await answer).toMatchObject({ messages: [{ text: 'Well.' }] });
    const messages = await talk.messages();
    expect(messages.map(({ text }) => text)).toEqual(['Hello.', 'one', 'Well.']);
    expect(await activitiesOf(talk.id)).toEqual(['greet', 'plan']);
  });

  test('ends at once while it is written', async () => {
    const greeting = slowGreeting();
    script = scriptedModel([greeting.step]);
    const talk = await agent.agents.start('chat');
    await greeting.asked();
    await talk.end();
    expect(await talk.result()).toMatchObject({ outcome: 'ended' });
    greeting.finish();
    expect(await activitiesOf(talk.id)).toEqual(['greet', 'resolveGoal']);
  });

  test('goes on with the goal that was chosen while it was written', async () => {
    const greeting = slowGreeting();
    script = scriptedModel([greeting.step, { say: 'Another hello.' }]);
    const talk = await agent.agents.start('chat');
    await greeting.asked();
    const changed = talk.changeGoal('patient');
    await sleep(50);
    greeting.finish();
    await changed;
    await talk.waitFor();
    expect(await talk.status()).toMatchObject({ goalId: 'patient', state: 'awaiting-user' });
    expect((await activitiesOf(talk.id)).slice(0, 2)).toEqual(['greet', 'resolveGoal']);
  });

  test('waits for a model that fails, after as many calls as ever, and greets when it is asked again', async () => {
    const used = new ModelFailure('ModelQuotaExhausted', 'The account has no credit left.');
    script = scriptedModel([{ fail: used }, { say: 'Hello.' }]);
    const talk = await agent.start('chat');
    expect(await talk.waitFor()).toMatchObject({
      state: 'waiting-for-model',
      waiting: { type: 'ModelQuotaExhausted' },
    });
    expect(script.requests).toHaveLength(1);
    expect(await talk.retry()).toMatchObject({ messages: [{ text: 'Hello.' }] });
    expect(script.requests).toHaveLength(2);
    expect(await activitiesOf(talk.id)).toEqual(['greet', 'resolveGoal', 'plan']);
  });
});
