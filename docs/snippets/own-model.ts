import { ModelFailure } from '@durable-goals/activities';
import type { Model } from '@durable-goals/core';

/** A model behind an API of your own. */
export const ourModel: Model = {
  id: 'ours',
  async generate({ messages, output }, { signal }) {
    const response = await fetch('http://localhost:9000/generate', {
      method: 'POST',
      body: JSON.stringify({ messages, schema: output?.schema }),
      signal,
    });
    if (response.status === 429) throw new ModelFailure('ModelRateLimited', 'Our model is busy.');
    if (!response.ok) throw new ModelFailure('ModelUnavailable', 'Our model gave no answer.');
    const { text } = (await response.json()) as { text: string };
    return { text, finish: 'stop', usage: { inputTokens: 0, outputTokens: 0 }, model: 'ours-1' };
  },
};
