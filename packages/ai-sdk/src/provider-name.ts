/** Providers by the beginning of the name that the AI SDK gives them, as OpenTelemetry's conventions name them. */
const names: readonly (readonly [beginning: string, name: string])[] = [
  ['google.vertex', 'gcp.vertex_ai'],
  ['google', 'gcp.gemini'],
  ['amazon-bedrock', 'aws.bedrock'],
  ['azure', 'azure.ai.openai'],
  ['mistral', 'mistral_ai'],
  ['xai', 'x_ai'],
  ['moonshotai', 'moonshot_ai'],
];

/** Whose service a model of the AI SDK is, such as `openai` for `openai.responses`. */
export function providerName(provider: string): string {
  const known = names.find(([beginning]) => provider.startsWith(beginning));
  return known?.[1] ?? provider.split('.')[0] ?? provider;
}
