import type { Model } from '@durable-goals/core';

/** A model that is heard while it writes. */
export const wordyModel: Model = {
  id: 'wordy',
  async generate({ messages }, { signal, onText }) {
    const response = await fetch('http://localhost:9000/write', {
      method: 'POST',
      body: JSON.stringify(messages),
      signal,
    });
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body ?? []) {
      const piece = decoder.decode(chunk, { stream: true });
      text += piece;
      onText?.(piece);
    }
    return { text, finish: 'stop', usage: { inputTokens: 0, outputTokens: 0 }, model: 'wordy-1' };
  },
};
