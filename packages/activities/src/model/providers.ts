/** A provider of models that is known by the prefix of a model's name. */
export interface Provider {
  /** What stands before the first `/` of the name. */
  readonly prefix: string;
  /** Its address for OpenAI's chat completions. */
  readonly baseURL: string;
  /** The variable that its own tools read its key from; none where no key is needed. */
  readonly keyVariable?: string;
}

/** Where names without a prefix go. */
export const openai: Provider = {
  prefix: 'openai',
  baseURL: 'https://api.openai.com/v1',
  keyVariable: 'OPENAI_API_KEY',
};

/**
 * The providers whose OpenAI-compatible address is documented by themselves.
 *
 * @see https://docs.anthropic.com/en/api/openai-sdk
 * @see https://ai.google.dev/gemini-api/docs/openai
 * @see https://docs.ollama.com/openai
 * @see https://docs.together.ai/docs/inference/openai-compatibility
 */
export const providers: readonly Provider[] = [
  openai,
  {
    prefix: 'anthropic',
    baseURL: 'https://api.anthropic.com/v1',
    keyVariable: 'ANTHROPIC_API_KEY',
  },
  {
    prefix: 'gemini',
    baseURL: 'https://generativelanguage.googleapis.com/v1beta/openai',
    keyVariable: 'GEMINI_API_KEY',
  },
  { prefix: 'ollama', baseURL: 'http://localhost:11434/v1' },
  { prefix: 'groq', baseURL: 'https://api.groq.com/openai/v1', keyVariable: 'GROQ_API_KEY' },
  { prefix: 'mistral', baseURL: 'https://api.mistral.ai/v1', keyVariable: 'MISTRAL_API_KEY' },
  { prefix: 'deepseek', baseURL: 'https://api.deepseek.com', keyVariable: 'DEEPSEEK_API_KEY' },
  {
    prefix: 'openrouter',
    baseURL: 'https://openrouter.ai/api/v1',
    keyVariable: 'OPENROUTER_API_KEY',
  },
  { prefix: 'xai', baseURL: 'https://api.x.ai/v1', keyVariable: 'XAI_API_KEY' },
  {
    prefix: 'together_ai',
    baseURL: 'https://api.together.ai/v1',
    keyVariable: 'TOGETHER_API_KEY',
  },
];
