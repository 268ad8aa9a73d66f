import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { AgentPlugin } from '@durable-goals/activities';
import { AgentClient } from '@durable-goals/client';
import { defineGoal, defineTool } from '@durable-goals/core';
import {
  createTestAgent,
  recordHistory,
  replayHistory,
  scriptedModel,
} from '@durable-goals/testing';
import { Client } from '@temporalio/client';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';
import * as z from 'zod';

const key = randomBytes(32);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** AES-GCM over the data of each payload; what it was encoded as is kept beside it. */
const codec: PayloadCodec = {
  encode: async (payloads) =>
    payloads.map(({ metadata, data }): Payload => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const secret = Buffer.concat([cipher.update(data ?? utf8('')), cipher.final()]);
      const inner = metadata?.['encoding'] ?? utf8('');
      return {
        metadata: { encoding: utf8('binary/encrypted'), inner },
        data: Buffer.concat([iv, cipher.getAuthTag(), secret]),
      };
    }),
  decode: async (payloads) =>
    payloads.map((payload): Payload => {
      const { metadata, data } = payload;
      const inner = metadata?.['inner'];
      if (inner === undefined || data == null) return payload;
      const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, 12));
      decipher.setAuthTag(data.subarray(12, 28));
      const plain = Buffer.concat([decipher.update(data.subarray(28)), decipher.final()]);
      return { metadata: { encoding: inner }, data: plain };
    }),
};
const dataConverter = {
  payloadCodecs: [codec],
  failureConverterPath: fileURLToPath(import.meta.resolve('./failure-converter.ts')),
};

test('people may encrypt everything that Temporal keeps, failures included', async () => {
  const words = `private-${randomUUID()}`;
  const failing = defineTool({
    name: 'Fail',
    description: 'Fails',
    effect: 'unsafe',
    needsApproval: 'never',
    input: z.strictObject({}),
    execute: () => {
      throw new Error(`It failed with ${words}`);
    },
  });
  const goal = defineGoal({
    id: 'private',
    title: 'Private',
    instructions: words,
    tools: [failing],
  });
  const model = scriptedModel([{ say: words }, { call: 'Fail', input: {} }]);
  const taskQueue = randomUUID();
  const base = await createTestAgent({ goals: [], model, server: 'dev' });
  const { environment } = base;
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    dataConverter,
    plugins: [new AgentPlugin({ goals: [goal], model })],
  });
  const client = new Client({ connection: environment.connection, dataConverter });
  await worker.runUntil(async () => {
    const chat = await new AgentClient({ client, taskQueue, goals: [goal] }).start('private');
    expect(await chat.waitFor()).toMatchObject({ state: 'awaiting-user' });
    const turn = await chat.send(words);
    expect(turn).toMatchObject({
      state: 'in-doubt',
      inDoubt: [{ reason: `It failed with ${words}` }],
    });
    const history = await recordHistory(client, chat.id);
    const readable = history.replaceAll(/"([A-Za-z0-9+/=]{16,})"/g, (_, data: string) =>
      Buffer.from(data, 'base64').toString(),
    );
    expect(readable).toContain('Encoded failure');
    expect(readable).not.toContain(words);
    await replayHistory(history, { dataConverter });
  });
  await base.close();
}, 120_000);
