import { ModelFailure } from './model-failure.js';

/** Where a model is and how it is asked. */
export interface OpenaiModelOptions {
  /** The model's name, sent as written. */
  readonly model: string;
  /** How the model is named in messages, logs and `setModel`. @defaultValue `model` */
  readonly id?: string;
  /** Left out for an endpoint that needs none. It never shows in a message. */
  readonly apiKey?: string;
  /** @defaultValue `https://api.openai.com/v1` */
  readonly baseURL?: string;
  /**
   * The longest that one answer may take in all, a second try in another format included.
   *
   * @defaultValue 270,000: half a minute less than the Activity's five minutes.
   */
  readonly timeoutMs?: number;
  /** The longest answer, in tokens. @defaultValue The provider's. */
  readonly maxTokens?: number;
  /** @defaultValue The provider's: some models refuse any other. */
  readonly temperature?: number;
  /** Sent with each call; their values are kept out of messages like the key. */
  readonly headers?: Readonly<Record<string, string>>;
  /** @defaultValue The global one. */
  readonly fetch?: typeof globalThis.fetch;
}

const longestTimeoutMs = 2 ** 31 - 1;

/**
 * Checks what a model is made of before the first call, so that a slip is said at once and in words.
 *
 * @returns The address, its host for messages, and everything that must not show in one.
 * @throws `ModelFailure` of type `ModelUnknown`.
 */
export function checkedEndpoint(options: OpenaiModelOptions): {
  readonly baseURL: string;
  readonly host: string;
  readonly secrets: readonly string[];
} {
  const { apiKey, headers, baseURL = 'https://api.openai.com/v1', timeoutMs = 1 } = options;
  const refuse = (fact: string): never => {
    throw new ModelFailure('ModelUnknown', `Model '${options.id ?? options.model}' ${fact}`);
  };
  if (options.model.trim() === '') refuse('has no name. Set LLM_MODEL to the name of a model.');
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > longestTimeoutMs) {
    refuse(`has a timeoutMs of ${timeoutMs}. Give it whole milliseconds, at least 1.`);
  }
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    refuse('has an API key that no HTTP header can carry. Set LLM_KEY without blanks or quotes.');
  }
  const url = URL.canParse(baseURL) ? new URL(baseURL) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return refuse(
      'has a base URL without http:// or https://. Set LLM_BASE_URL to a whole address.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    refuse('has a name or password in its base URL. Leave it out and set LLM_KEY.');
  }
  const secrets = [apiKey ?? '', ...url.searchParams.values(), ...Object.values(headers ?? {})];
  return { baseURL, host: url.host, secrets: secrets.filter((secret) => secret !== '') };
}
