import { openaiModel } from '@durable-goals/activities';
import { expect, test } from 'vitest';

test.each([
  [undefined, { name: 'openai', address: 'api.openai.com', port: 443 }],
  ['https://api.anthropic.com/v1', { name: 'anthropic', address: 'api.anthropic.com', port: 443 }],
  [
    'https://agents.openai.azure.com/openai/v1',
    { name: 'azure.ai.openai', address: 'agents.openai.azure.com', port: 443 },
  ],
  ['http://localhost:4000', { name: 'openai', address: 'localhost', port: 4000 }],
  ['http://models.example/v1', { name: 'openai', address: 'models.example', port: 80 }],
])('a model at %s says whose service it is', (baseURL, provider) => {
  const model = openaiModel({ model: 'm', apiKey: 'k', ...(baseURL ? { baseURL } : {}) });
  expect(model.provider).toEqual(provider);
});
