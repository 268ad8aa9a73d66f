import type { ModelProvider } from '@durable-goals/core';

/** Providers by the host of their OpenAI-compatible address, as OpenTelemetry's conventions name them. */
const namesByHost: ReadonlyMap<string, string> = new Map([
  ['api.openai.com', 'openai'],
  ['api.anthropic.com', 'anthropic'],
  ['generativelanguage.googleapis.com', 'gcp.gemini'],
  ['aiplatform.googleapis.com', 'gcp.vertex_ai'],
  ['api.groq.com', 'groq'],
  ['api.mistral.ai', 'mistral_ai'],
  ['api.deepseek.com', 'deepseek'],
  ['api.x.ai', 'x_ai'],
  ['api.perplexity.ai', 'perplexity'],
  ['api.moonshot.ai', 'moonshot_ai'],
  ['openrouter.ai', 'openrouter'],
  ['api.together.ai', 'together_ai'],
]);

/** Whose service an address is. Of one that is not known, such as a proxy's, what is known is that it speaks as OpenAI does. */
export function providerOf(baseURL: string): ModelProvider {
  const { hostname, port, protocol } = new URL(baseURL);
  const isAzure = hostname.endsWith('.openai.azure.com');
  return {
    name: namesByHost.get(hostname) ?? (isAzure ? 'azure.ai.openai' : 'openai'),
    address: hostname,
    port: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port),
  };
}
