import { anthropic } from '@ai-sdk/anthropic';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { openai } from '@ai-sdk/openai';
import { AgentPlugin, fallbackModel } from '@durable-goals/activities';
import { aiSdkModel, aiSdkModelById } from '@durable-goals/ai-sdk';
import { createProviderRegistry } from 'ai';
import { goals } from './goal.js';

const proxy = createOpenAICompatible({
  name: 'proxy',
  baseURL: 'http://localhost:4000/v1',
  supportsStructuredOutputs: true,
});

export const plugin = new AgentPlugin({
  goals,
  model: fallbackModel([
    aiSdkModel(anthropic('claude-sonnet-4-5'), { maxTokens: 4_000 }),
    aiSdkModel(proxy('our-model')),
  ]),
  // What a conversation may ask for with `setModel`, such as 'openai:gpt-5-mini'.
  modelById: aiSdkModelById(createProviderRegistry({ anthropic, openai, proxy })),
});
