import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { openaiModel } from '@durable-goals/activities';
import type { Conversation } from '@durable-goals/client';
import { defineGoal, defineTool } from '@durable-goals/core';
import { createTestAgent, type TestAgent } from '@durable-goals/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  faultTable,
  faultyProvider,
  modelFaults,
} from '../packages/activities/test/model/conversation-faults.js';
import { goodWords, type ModelFault } from '../packages/activities/test/model/fault-entry.js';
import { canaryKey } from '../packages/activities/test/model/faults.js';
import { startUpstream, type Upstream } from '../packages/activities/test/model/openai-upstream.js';

const maxAttempts = 3;
const goals = [
  defineGoal({
    id: 'look',
    title: 'Look',
    instructions: 'Look around.',
    validatePrompts: false,
    modelTiming: { maxAttempts, retryIntervalMs: 100 },
    tools: [
      defineTool({
        name: 'Look',
        description: 'Looks at a place',
        effect: 'read',
        needsApproval: 'never',
        input: z.strictObject({ place: z.string() }),
        execute: ({ place }) => ({ place }),
      }),
    ],
  }),
] as const;

const over = new Set<number>();
const conversations = new Map<number, Conversation>();
let provider: Upstream;
let closedPort: number;
let agent: TestAgent<typeof goals>;

/** The model that a conversation asks for by a fault's number: real HTTP, with that fault. */
function modelOf(id: string) {
  const fault = modelFaults[Number(id) - 1];
  const port = new URL(provider.baseURL).port;
  const places = {
    'a closed port': `http://127.0.0.1:${closedPort}/v1`,
    'an unknown host': 'http://no-such-host.invalid/v1',
    'a port without TLS': `https://127.0.0.1:${port}/v1`,
  };
  const baseURL = fault?.at === undefined ? provider.baseURL : places[fault.at];
  const isSlow =
    fault !== undefined && 'waits' in fault.outcome && fault.outcome.waits === 'ModelTimedOut';
  return openaiModel({ model: id, apiKey: canaryKey, baseURL, timeoutMs: isSlow ? 500 : 20_000 });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

beforeAll(async () => {
  provider = await startUpstream(faultyProvider((number) => over.has(number)));
  closedPort = await freePort();
  agent = await createTestAgent({ goals, model: modelOf('good'), modelById: modelOf });
  // All at once: most of them spend their time waiting.
  await Promise.all(
    modelFaults.map(async ({ number }) => {
      const chat = await agent.agents.start('look', {
        conversationId: `fault-${number}`,
        model: `${number}`,
      });
      conversations.set(number, chat);
    }),
  );
});
afterAll(async () => {
  await agent.close();
  await provider.stop();
});

function chatOf({ number }: ModelFault): Conversation {
  const chat = conversations.get(number);
  if (chat === undefined) throw new Error(`Fault ${number} has no conversation.`);
  return chat;
}

const callsOf = ({ number }: ModelFault): number =>
  provider.requests.filter(({ model }) => model === `${number}`).length;

describe('a fault of the provider has its documented outcome, in a bounded number of HTTP calls', () => {
  test.each(modelFaults)('$number $name', async (fault) => {
    const { outcome, calls } = fault;
    const chat = chatOf(fault);
    const { state, waiting } = await chat.waitFor(undefined, { timeoutMs: 60_000 });
    expect(callsOf(fault)).toBeLessThanOrEqual(calls === 'attempts' ? maxAttempts : calls);
    const messages = await chat.messages();
    if ('says' in outcome) {
      expect(state).toBe('awaiting-user');
      expect(messages.at(-1)?.text).toContain(outcome.says);
      return;
    }
    expect({ state, type: waiting?.type }).toEqual({
      state: 'waiting-for-model',
      type: outcome.waits,
    });
    expect(waiting?.until === undefined).toBe(!outcome.byItself);
    if (outcome.untilMs !== undefined) {
      const leftMs = Date.parse(waiting?.until ?? '') - Date.now();
      expect(leftMs).toBeLessThanOrEqual(outcome.untilMs + 2_000);
      // The conversations began some time ago, all at once.
      if (outcome.untilMs > 60_000) expect(leftMs).toBeGreaterThan(outcome.untilMs - 100_000);
    }
    expect(waiting?.reason).toMatch(/^Model '.+\.$/s);
    expect(waiting?.reason).not.toContain(canaryKey.slice(7));
  });

  test('the same call thrice is one call', async () => {
    const fault = modelFaults.find(({ name }) => name.startsWith('the same call'));
    const made = (await chatOf(fault!).messages()).filter(({ role }) => role === 'tool');
    expect(made).toMatchObject([{ toolResult: { outcome: 'completed' } }]);
  });
});

test('when the faults are over, every conversation goes on: unasked, or with a retry', async () => {
  for (const { number } of modelFaults) over.add(number);
  const waiting = modelFaults.filter(({ outcome }) => 'waits' in outcome);
  const unasked = waiting.filter(({ outcome }) => 'byItself' in outcome && outcome.byItself);
  await Promise.all(
    unasked.filter(({ at }) => at !== undefined).map((fault) => chatOf(fault).setModel('good')),
  );
  await agent.sleep(3_700_000);
  for (const fault of waiting) {
    const chat = chatOf(fault);
    if (!unasked.includes(fault)) await chat.retry();
    const { state } = await chat.waitFor(['awaiting-user'], { timeoutMs: 20_000 });
    expect(state, fault.name).toBe('awaiting-user');
    expect((await chat.messages()).at(-1)?.text, fault.name).toBe(goodWords);
  }
}, 120_000);

test('the page of the faults lists every one of them', () => {
  const page = readFileSync(new URL('../docs/model-faults.md', import.meta.url), 'utf8');
  expect(page.replaceAll(/ +\|/g, ' |').replaceAll(/\| +/g, '| ')).toContain(faultTable());
  expect(modelFaults.length).toBeGreaterThanOrEqual(31);
});
