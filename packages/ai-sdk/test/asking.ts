import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { Model, ModelRequest } from '@durable-goals/core';
import { afterEach } from 'vitest';
import { askFor } from '../../activities/test/model/model-requests.js';
import {
  startUpstream,
  type Upstream,
  type UpstreamAnswer,
} from '../../activities/test/model/openai-upstream.js';
import { aiSdkModel, type AiSdkModelOptions } from '../src/ai-sdk-model.js';

const started: Upstream[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((provider) => provider.stop()));
});

export const { signal } = new AbortController();

/** A provider that answers so, one after the other. */
export async function providerOf(
  ...answers: readonly (UpstreamAnswer | ((call: number) => UpstreamAnswer))[]
): Promise<Upstream> {
  const provider = await startUpstream(({ call }) => {
    const answer = answers[call - 1] ?? 'no more';
    return typeof answer === 'function' ? answer(call) : answer;
  });
  started.push(provider);
  return provider;
}

/** A model of the SDK's provider for compatible endpoints, at that provider. */
export function modelAt({ baseURL }: Upstream, options: AiSdkModelOptions = {}): Model {
  const sdk = createOpenAICompatible({
    name: 'stub',
    baseURL,
    apiKey: 'abc',
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
  return aiSdkModel(sdk('gpt-test'), options);
}

const tools: NonNullable<ModelRequest['tools']> = [
  {
    name: 'find',
    description: 'Finds',
    schema: {
      $schema: 'draft-7',
      type: 'object',
      properties: { city: { type: 'string' } },
    },
  },
];

/** A request that offers a tool. */
export const withTools = (changes: Partial<ModelRequest> = {}): ModelRequest => ({
  ...askFor('text'),
  tools,
  ...changes,
});
