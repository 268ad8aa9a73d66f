import { openaiModel } from '@durable-goals/activities';
import { aiSdkModel } from '@durable-goals/ai-sdk';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { Model } from '@durable-goals/core';

/** Where a model is asked over HTTP. */
export interface Endpoint {
  readonly baseURL: string;
  readonly apiKey: string;
}

/** The clients that ask one, by name. */
export const clients: Readonly<Record<string, (model: string, endpoint: Endpoint) => Model>> = {
  openaiModel: (model, endpoint) => openaiModel({ model, ...endpoint }),
  aiSdkModel(model, { baseURL, apiKey }) {
    const provider = createOpenAICompatible({
      name: 'stub',
      baseURL,
      apiKey,
      supportsStructuredOutputs: true,
    });
    return aiSdkModel(provider(model), { id: model });
  },
};
