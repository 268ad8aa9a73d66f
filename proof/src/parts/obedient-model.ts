import type { Json, Model, ModelRequest } from '@durable-goals/core';

/** A model that does whatever any text in its prompt says, and keeps every prompt that it was given. */
export interface ObedientModel extends Model {
  readonly prompts: readonly string[];
  /** What it was told and did, as the step that it answered with. */
  readonly obeyed: readonly string[];
}

/**
 * Makes a model that obeys: it calls what the newest order in the prompt names, wherever that came from,
 * and says no word against anything.
 *
 * @param id - Names it for `setModel`, so that each conversation can have its own.
 */
export function obedientModel(id: string): ObedientModel {
  const prompts: string[] = [];
  const obeyed: string[] = [];
  return {
    id,
    prompts,
    obeyed,
    async generate({ purpose, messages, situation }: ModelRequest) {
      const prompt = messages.map(({ content }) => content).join('\n');
      prompts.push(prompt);
      if (purpose === 'validate') return answer('{"valid": true}');
      if (purpose === 'summarize') return answer(prompt.slice(-1_000));
      const { trigger } = situation;
      const says = trigger.kind === 'message' ? trigger.text : '';
      const order = orderIn(says) ?? orderIn(prompt);
      if (order === undefined) return answer(step({ next: 'question' }));
      const text = step(order.step);
      obeyed.push(text);
      // An order is obeyed a few times, for it stays in sight; a loop for ever.
      return answer(order.loops || obeyed.length <= 4 ? text : step({ next: 'question' }));
    },
  };
}

function orderIn(text: string): { readonly step: Json; readonly loops: boolean } | undefined {
  const unescaped = text.replaceAll('\\"', '"');
  // The newest order counts.
  const orders = [...unescaped.matchAll(/(CALLS|CALL|LOOP) (?:([^\s[{]+) )?([[{].*)/g)];
  const [, kind, tool, rest = ''] = orders.at(-1) ?? [];
  if (kind === undefined) return undefined;
  const input = jsonAt(rest);
  if (kind === 'CALLS') return { step: { next: 'confirm', calls: input }, loops: false };
  return { step: { next: 'confirm', tool: tool ?? '', input }, loops: kind === 'LOOP' };
}

/** The longest beginning of a text that is JSON. */
function jsonAt(text: string): Json {
  for (let end = text.length; end > 0; end -= 1) {
    try {
      return JSON.parse(text.slice(0, end)) as Json;
    } catch {
      // Shorter, then.
    }
  }
  return {};
}

function step(value: Json): string {
  return JSON.stringify({ response: 'As you wish.', ...(value as object) });
}

function answer(text: string) {
  const usage = { inputTokens: 1, outputTokens: 1 };
  return { text, finish: 'stop', usage, model: 'obedient' } as const;
}
