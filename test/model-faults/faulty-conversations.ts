import assert from 'node:assert/strict';
import { openaiModel, type OpenaiModelOptions } from '@durable-goals/activities';
import type { Conversation } from '@durable-goals/client';
import { defineGoal, defineTool, type Model } from '@durable-goals/core';
import { createTestAgent, type TestAgent } from '@durable-goals/testing';
import * as z from 'zod';
import {
  faultyProvider,
  modelFaults,
} from '../../packages/activities/test/model/conversation-faults.js';
import { goodWords, type ModelFault } from '../../packages/activities/test/model/fault-entry.js';
import { canaryKey } from '../../packages/activities/test/model/faults.js';
import { startUpstream } from '../../packages/activities/test/model/openai-upstream.js';
import { freePort } from '../free-port.js';

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

/** A conversation for each fault of the list, under skipped time, with real HTTP to a provider that has it. */
export interface FaultyConversations {
  /** Where they are, for others to be there too. */
  readonly environment: TestAgent<[]>['environment'];
  chatOf(fault: ModelFault): Conversation;
  /** Waits for what comes of a fault. @throws when that is not what its page says, or took more calls. */
  checkOutcome(fault: ModelFault): Promise<void>;
  /** Ends all faults and lets an hour pass. */
  mend(): Promise<void>;
  /** Has a conversation go on: unasked where it does by itself, else with a retry. @throws when it does not. */
  checkGoesOn(fault: ModelFault): Promise<void>;
  close(): Promise<void>;
}

/** By which a provider is asked, with a list of faults and what comes of them. */
export interface FaultyClient {
  readonly name: string;
  readonly make: (
    options: Required<Pick<OpenaiModelOptions, 'model' | 'apiKey' | 'baseURL' | 'timeoutMs'>>,
  ) => Model;
  readonly faults: readonly ModelFault[];
}

const byOpenaiModel: FaultyClient = { name: 'openai', make: openaiModel, faults: modelFaults };

/**
 * Begins them all at once: most of them spend their time waiting.
 *
 * @param server - Where they are; a server of their own by default.
 */
export async function beginFaultyConversations(
  { name, make, faults }: FaultyClient = byOpenaiModel,
  server: TestAgent<[]>['environment'] | 'time-skipping' = 'time-skipping',
): Promise<FaultyConversations> {
  const over = new Set<number>();
  const provider = await startUpstream(faultyProvider((number) => over.has(number)));
  const closedPort = await freePort();

  /** The model that a conversation asks for by a fault's number. */
  function modelOf(id: string) {
    const fault = faults[Number(id) - 1];
    const port = new URL(provider.baseURL).port;
    const places = {
      'a closed port': `http://127.0.0.1:${closedPort}/v1`,
      'an unknown host': 'http://no-such-host.invalid/v1',
      'a port without TLS': `https://127.0.0.1:${port}/v1`,
    };
    const baseURL = fault?.at === undefined ? provider.baseURL : places[fault.at];
    const isSlow =
      fault !== undefined && 'waits' in fault.outcome && fault.outcome.waits === 'ModelTimedOut';
    return make({ model: id, apiKey: canaryKey, baseURL, timeoutMs: isSlow ? 500 : 20_000 });
  }

  const agent = await createTestAgent({
    goals,
    model: modelOf('good'),
    modelById: modelOf,
    server,
  });
  const chats = new Map<number, Conversation>();
  await Promise.all(
    faults.map(async ({ number }) => {
      const conversationId = `${name}-fault-${number}`;
      chats.set(number, await agent.agents.start('look', { conversationId, model: `${number}` }));
    }),
  );
  const chatOf = ({ number }: ModelFault): Conversation => {
    const chat = chats.get(number);
    assert(chat !== undefined, `Fault ${number} has no conversation.`);
    return chat;
  };
  const callsOf = ({ number }: ModelFault): number =>
    provider.requests.filter(({ model }) => model === `${number}`).length;

  return {
    environment: agent.environment,
    chatOf,
    async checkOutcome(fault) {
      const { outcome, calls } = fault;
      const chat = chatOf(fault);
      const { state, waiting } = await chat.waitFor(undefined, { timeoutMs: 60_000 });
      const most = calls === 'attempts' ? maxAttempts : calls;
      assert(callsOf(fault) <= most, `${callsOf(fault)} HTTP calls, over the limit of ${most}`);
      if ('says' in outcome) {
        assert.equal(state, 'awaiting-user');
        const said = (await chat.messages()).at(-1)?.text ?? '';
        assert(said.includes(outcome.says), `it says '${said}'`);
        return;
      }
      const expected = { state: 'waiting-for-model', type: outcome.waits };
      assert.deepEqual({ state, type: waiting?.type }, expected);
      assert.equal(waiting?.until === undefined, !outcome.byItself, 'whether it goes on by itself');
      if (outcome.untilMs !== undefined) {
        const leftMs = Date.parse(waiting?.until ?? '') - Date.now();
        assert(leftMs <= outcome.untilMs + 2_000, `it waits ${leftMs} ms`);
        // The conversations began some time ago, all at once.
        const least = outcome.untilMs > 60_000 ? outcome.untilMs - 100_000 : -Infinity;
        assert(leftMs > least, `it waits ${leftMs} ms only`);
      }
      assert.match(waiting?.reason ?? '', /^Model '.+\.$/s);
      assert(!waiting?.reason.includes(canaryKey.slice(7)), 'the reason tells the key');
    },
    async mend() {
      for (const { number } of faults) over.add(number);
      await Promise.all(
        faults
          .filter((fault) => fault.at !== undefined && goesOnByItself(fault))
          .map((fault) => chatOf(fault).setModel('good')),
      );
      await agent.sleep(3_700_000);
    },
    async checkGoesOn(fault) {
      const chat = chatOf(fault);
      if ('waits' in fault.outcome && !goesOnByItself(fault)) await chat.retry();
      const { state } = await chat.waitFor(['awaiting-user'], { timeoutMs: 20_000 });
      assert.equal(state, 'awaiting-user');
      if ('waits' in fault.outcome) assert.equal((await chat.messages()).at(-1)?.text, goodWords);
    },
    async close() {
      await agent.close();
      await provider.stop();
    },
  };
}

function goesOnByItself({ outcome }: ModelFault): boolean {
  return 'byItself' in outcome && outcome.byItself;
}
