import { createOpenAI } from '@ai-sdk/openai';
import { expect, test } from 'vitest';
import { aiSdkModel } from '../src/ai-sdk-model.js';
import { providerName } from '../src/provider-name.js';

test.each([
  ['openai.responses', 'openai'],
  ['anthropic.messages', 'anthropic'],
  ['google.generative-ai', 'gcp.gemini'],
  ['google.vertex.chat', 'gcp.vertex_ai'],
  ['amazon-bedrock', 'aws.bedrock'],
  ['azure.chat', 'azure.ai.openai'],
  ['groq.chat', 'groq'],
])("'%s' of the AI SDK is observed as '%s'", (provider, name) => {
  expect(providerName(provider)).toBe(name);
});

test('a model says whose service it is', () => {
  const model = aiSdkModel(createOpenAI({ apiKey: 'x' })('gpt-5-mini'));
  expect(model.provider).toEqual({ name: 'openai' });
});
