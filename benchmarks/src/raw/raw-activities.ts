import OpenAI from 'openai';

export type Message = { readonly role: 'user' | 'assistant'; readonly content: string };

/** One call of the model. */
export function rawActivities(baseURL: string) {
  const openai = new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0 });
  return {
    async callModel(messages: readonly Message[]): Promise<string> {
      const { choices } = await openai.chat.completions.create({
        model: 'stub',
        messages: [{ role: 'system', content: 'You talk with a person.' }, ...messages],
      });
      return choices[0]?.message.content ?? '';
    },
  };
}

export type RawActivities = ReturnType<typeof rawActivities>;
