import type OpenAI from 'openai';
import type { ClientOptions } from 'openai';

/**
 * A client of the openai package, which is loaded beside what else a Worker does at its start, and only where a model needs
 * it: that takes as long as all of our own code.
 */
export function openaiClient(options: ClientOptions): () => Promise<OpenAI> {
  const made = import('openai').then(({ default: Client }) => new Client(options));
  // Who asks first is told.
  made.catch(() => undefined);
  return () => made;
}
