import type { ConversationStore } from '@durable-goals/core';
import { sqliteStore } from '@durable-goals/store';
import { createTestAgent, recordHistory, replayHistory } from '@durable-goals/testing';
import { expect, test } from 'vitest';
import { echoGoal, echoModel } from '../conversation/echo.js';

const goals = [{ ...echoGoal, validatePrompts: false }] as const;

test('what counted is answered with its own turn when it is sent again, while the conversation is written down for the last time and after that', async () => {
  const inner = sqliteStore(':memory:');
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const store: ConversationStore = {
    ...inner,
    async save(update) {
      if (update.snapshot?.status.state === 'ended') await gate;
      await inner.save(update);
    },
  };
  const agent = await createTestAgent({ goals, store, server: 'dev', model: echoModel() });
  try {
    const chat = await agent.start('echo', { conversationId: 'last' });
    const first = await chat.send('hello', { id: 'first' });
    const last = await chat.send('good bye', { id: 'last' });
    expect(last).toMatchObject({ state: 'ended', text: 'echo good bye' });

    const handle = agent.client.workflow.getHandle('last');
    expect((await handle.describe()).status.name).toBe('RUNNING');
    expect(await chat.send('good bye', { id: 'last' })).toEqual(last);
    expect(await chat.send('hello', { id: 'first' })).toMatchObject({ text: first.text });
    await expect(chat.send('are you there?')).rejects.toMatchObject({ type: 'ConversationEnded' });

    open();
    await handle.result();
    await replayHistory(await recordHistory(agent.client, 'last'));
    expect(await chat.send('good bye', { id: 'last' })).toMatchObject({
      state: 'ended',
      outcome: 'done',
      text: last.text,
      messages: last.messages,
    });
    expect(await chat.send('hello', { id: 'first' })).toMatchObject({ text: first.text });
    await expect(chat.send('are you there?')).rejects.toMatchObject({ type: 'NoConversation' });
  } finally {
    open();
    await agent.close();
  }
}, 60_000);
