import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  faultTable,
  modelFaults,
} from '../../packages/activities/test/model/conversation-faults.js';
import { byAiSdk } from './ai-sdk-client.js';
import { beginFaultyConversations, type FaultyConversations } from './faulty-conversations.js';

let conversations: FaultyConversations;
let overSdk: FaultyConversations;
beforeAll(async () => {
  conversations = await beginFaultyConversations();
  overSdk = await beginFaultyConversations(byAiSdk, conversations.environment);
});
afterAll(async () => {
  await overSdk.close();
  await conversations.close();
});

describe('a fault of the provider has its documented outcome, in a bounded number of HTTP calls', () => {
  test.each(modelFaults)('$number $name', async (fault) => {
    await conversations.checkOutcome(fault);
  });

  test.each(byAiSdk.faults)('$number $name, through the AI SDK', async (fault) => {
    await overSdk.checkOutcome(fault);
  });

  test('the same call thrice is one call', async () => {
    const fault = modelFaults.find(({ name }) => name.startsWith('the same call'));
    const made = (await conversations.chatOf(fault!).messages()).filter(
      ({ role }) => role === 'tool',
    );
    expect(made).toMatchObject([{ toolResult: { outcome: 'completed' } }]);
  });
});

test('when the faults are over, every conversation goes on: unasked, or with a retry', async () => {
  await conversations.mend();
  for (const fault of modelFaults) await conversations.checkGoesOn(fault);
  await overSdk.mend();
  for (const fault of byAiSdk.faults) await overSdk.checkGoesOn(fault);
}, 120_000);

test('the page of the faults lists every one of them', () => {
  const page = readFileSync(new URL('../../docs/model-faults.md', import.meta.url), 'utf8');
  expect(page.replaceAll(/ +\|/g, ' |').replaceAll(/\| +/g, '| ')).toContain(faultTable());
  expect(modelFaults.length).toBeGreaterThanOrEqual(31);
});
