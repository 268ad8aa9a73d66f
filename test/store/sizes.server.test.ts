import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineGoal, defineTool, type Json, type Model } from '@durable-goals/core';
import { fileResults, sqliteStore } from '@durable-goals/store';
import { createTestAgent, type TestAgent } from '@durable-goals/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';

const goal = defineGoal({
  id: 'sizes',
  title: 'Sizes',
  instructions: 'Give what is asked for.',
  validatePrompts: false,
  toolTiming: { retryIntervalMs: 100 },
  tools: [
    defineTool({
      name: 'Give',
      description: 'Gives a text of a size',
      effect: 'read',
      needsApproval: 'never',
      input: z.strictObject({ size: z.number(), text: z.string().optional() }),
      execute: ({ size }) => ({ text: 'x'.repeat(size) }),
    }),
    defineTool({
      name: 'Measure',
      description: 'Measures what another call gave',
      effect: 'read',
      needsApproval: 'never',
      input: z.strictObject({ of: z.string() }),
      execute: async ({ of }, { resultOf }) => ({
        characters: JSON.stringify(await resultOf(of)).length,
      }),
    }),
    defineTool({
      name: 'Lose',
      description: 'Does not say what happened',
      effect: 'unsafe',
      needsApproval: 'never',
      input: z.strictObject({ size: z.number() }),
      execute: () => {
        throw new Error('lost');
      },
      verify: async ({ size }) => ({ happened: true, output: 'v'.repeat(size) }),
    }),
    defineTool({
      name: 'LoseAll',
      description: 'Does not say what happened, ever',
      effect: 'unsafe',
      needsApproval: 'never',
      input: z.strictObject({}),
      execute: () => {
        throw new Error('lost');
      },
    }),
    defineTool({
      name: 'Ask',
      description: 'Asks first',
      effect: 'read',
      needsApproval: 'always',
      input: z.strictObject({ text: z.string() }),
      execute: ({ text }) => text.length,
    }),
  ],
});

/** A model that calls `tool {input}`, says `say size` or ends with `done size`. */
const obedient: Model = {
  id: 'obedient',
  async generate({ purpose, situation: { trigger } }) {
    const usage = { inputTokens: 1, outputTokens: 1 };
    const answer = (value: Json) =>
      ({ text: JSON.stringify(value), finish: 'stop', usage, model: 'obedient' }) as const;
    if (purpose !== 'plan') return { ...answer(''), text: 'Things were asked for.' };
    if (trigger.kind !== 'message') return answer({ response: 'There.', next: 'question' });
    const [word = '', ...rest] = trigger.text.split(' ');
    const size = Number(rest[0]);
    if (word === 'say') return answer({ response: 'w'.repeat(size), next: 'question' });
    if (word === 'done') return answer({ response: 'd'.repeat(size), next: 'done' });
    if (word === 'long') {
      const input = { size: 1, text: 't'.repeat(size) };
      return answer({ response: 'Now.', next: 'confirm', tool: 'Give', input });
    }
    const input = JSON.parse(rest.join(' ')) as Json;
    return answer({ response: 'Now.', next: 'confirm', tool: word, input });
  },
};

const sizes = [0.1, 1, 3, 5, 20].map((mega) => [mega, mega * 1_000_000] as const);

// What a model gives beyond 1 MB is no answer; the conversation says so and goes on at the next message.
describe(
  'whatever its size, nothing ends a conversation or holds it up:',
  { timeout: 60_000 },
  () => {
    const goals = [goal] as const;
    const folder = mkdtempSync(join(tmpdir(), 'durable-goals-sizes-'));
    const store = sqliteStore(join(folder, 'store.db'));
    const results = fileResults(join(folder, 'results'));
    let agent: TestAgent<typeof goals>;
    beforeAll(async () => {
      agent = await createTestAgent({ goals, store, results, server: 'dev', model: obedient });
    });
    afterAll(async () => {
      await agent.close();
      rmSync(folder, { recursive: true });
    });
    const begin = async (name: string) => await agent.start('sizes', { conversationId: name });
    const goesOn = async (chat: Awaited<ReturnType<typeof begin>>): Promise<void> => {
      const answer = await chat.send('say 5');
      expect(answer).toMatchObject({ state: 'awaiting-user', text: 'wwwww' });
    };

    test.each(sizes)('a tool result of %s MB, which is kept whole', async (mega, size) => {
      const chat = await begin(`result-${mega}`);
      const answer = await chat.send(`Give {"size":${size}}`);
      expect(answer.tools).toMatchObject([{ callId: 'c1', outcome: 'completed' }]);
      const whole = (await chat.toolOutput('c1')) as { readonly text: string };
      expect(whole.text.length).toBe(size);
      const kept = (await chat.messages()).find(({ toolResult }) => toolResult);
      expect(JSON.stringify(kept).length).toBeLessThan(20_000);
      expect(kept?.toolResult?.whole?.bytes).toBe(size + 11);
      await chat.send('Measure {"of":"c1"}');
      expect(await chat.toolOutput('c2')).toEqual({ characters: size + 11 });
      await goesOn(chat);
    });

    test.each(sizes)('a result of %s MB that verify found', async (mega, size) => {
      const chat = await begin(`verified-${mega}`);
      await chat.send(`Lose {"size":${size}}`);
      const whole = (await chat.toolOutput('c1')) as string;
      expect(whole.length).toBe(size);
      await goesOn(chat);
    });

    test.each(sizes)('an input of %s MB from the model', async (mega, size) => {
      const chat = await begin(`input-${mega}`);
      const answer = await chat.send(`long ${size}`);
      expect(answer.state).toBe(size < 1_000_000 ? 'awaiting-user' : 'waiting-for-model');
      await goesOn(chat);
    });

    test.each(sizes)('an answer of %s MB from the model', async (mega, size) => {
      const chat = await begin(`text-${mega}`);
      const answer = await chat.send(`say ${size}`);
      expect(answer.state).toBe(size < 1_000_000 ? 'awaiting-user' : 'waiting-for-model');
      expect(answer.text.length).toBeLessThanOrEqual(32_768);
      await goesOn(chat);
    });

    test.each(sizes)('a last answer of %s MB', async (mega, size) => {
      const chat = await begin(`last-${mega}`);
      const { state } = await chat.send(`done ${size}`);
      if (size >= 1_000_000) {
        expect(state).toBe('waiting-for-model');
        await goesOn(chat);
        await chat.send('done 5');
      }
      expect((await chat.result()).outcome).toBe('done');
    });

    test.each(sizes)('an edited input of %s MB, which is refused', async (mega, size) => {
      const chat = await begin(`edit-${mega}`);
      const [call] = (await chat.send('Ask {"text":"short"}')).approvals;
      if (call?.tool !== 'Ask') throw new Error('There is no approval.');
      await expect(chat.edit(call, { text: 'e'.repeat(size) })).rejects.toThrow(/over the limit/);
      expect((await chat.approve(call)).tools).toMatchObject([{ outcome: 'completed' }]);
      await goesOn(chat);
    });

    test.each(sizes)('%s MB given for a call in doubt, which is refused', async (mega, size) => {
      const chat = await begin(`resolve-${mega}`);
      const [call] = (await chat.send('LoseAll {}')).inDoubt;
      if (call === undefined) throw new Error('There is no call in doubt.');
      const word = { happened: true, output: 'o'.repeat(size) };
      await expect(chat.resolve(call.callId, word)).rejects.toThrow(/over the limit/);
      await chat.resolve(call.callId, { happened: true, output: 'o' });
      await goesOn(chat);
    });
  },
);
