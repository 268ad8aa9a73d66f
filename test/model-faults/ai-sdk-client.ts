import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { aiSdkModel } from '@durable-goals/ai-sdk';
import { modelFaults } from '../../packages/activities/test/model/conversation-faults.js';
import { waitsFor, type Entry } from '../../packages/activities/test/model/fault-entry.js';
import type { FaultyClient } from './faulty-conversations.js';

/** Faults that the SDK's provider takes otherwise, by how their names begin: how it reads answers is its own. */
const others: Readonly<Record<string, Pick<Entry, 'outcome' | 'calls'>>> = {
  'no choices': { outcome: waitsFor('ModelUnavailable'), calls: 'attempts' },
  'an answer of 20 MB': {
    outcome: { waits: 'ModelAnswerUnusable', byItself: false },
    calls: 2,
  },
};

/** The SDK's provider for compatible endpoints, over its adapter. */
export const byAiSdk: FaultyClient = {
  name: 'ai-sdk',
  make: ({ model, apiKey, baseURL, timeoutMs }) => {
    const provider = createOpenAICompatible({
      name: 'faulty',
      baseURL,
      apiKey,
      supportsStructuredOutputs: true,
      // Left to itself, the SDK follows redirects.
      fetch: (url, init) => fetch(url, { ...init, redirect: 'manual' }),
    });
    return aiSdkModel(provider(model), { id: model, timeoutMs, secrets: [apiKey] });
  },
  faults: modelFaults.map((fault) => {
    const other = Object.entries(others).find(([name]) => fault.name.startsWith(name))?.[1];
    return { ...fault, ...other };
  }),
};
