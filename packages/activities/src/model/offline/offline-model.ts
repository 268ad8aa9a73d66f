import { setTimeout } from 'node:timers/promises';
import { stepAnswer, type Model, type ModelRequest, type ModelResponse } from '@durable-goals/core';

/** How the offline model answers. */
export interface OfflineModelOptions {
  /** How long each word takes where the answer is watched as it is written, in milliseconds. @defaultValue 0 */
  readonly msPerWord?: number;
}

/**
 * A model that is no language model: it fills the arguments of a goal's tools from what is said and
 * from earlier results, in the tools' order.
 *
 * It needs no network, no key and no weights, works for any goal, and answers the same situation
 * the same way every time. It reads `request.situation` and leaves `request.messages` alone.
 */
export function offlineModel({ msPerWord = 0 }: OfflineModelOptions = {}): Model {
  return {
    id: 'offline',
    async generate(request, { signal, onText }) {
      const { text, calls } = await answer(request);
      for (const piece of onText === undefined ? [] : piecesOf(text)) {
        if (msPerWord > 0) await setTimeout(msPerWord, undefined, { signal });
        onText?.(piece);
      }
      return {
        text,
        ...(calls === undefined ? {} : { calls }),
        finish: 'stop',
        usage: { inputTokens: 0, outputTokens: 0 },
        model: 'offline',
      };
    },
  };
}

/** Words, with the blanks before them. */
function piecesOf(text: string): readonly string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

/** Reading dates takes a library that is large: a Worker with another model does not load it. */
async function answer(request: ModelRequest): Promise<Pick<ModelResponse, 'text' | 'calls'>> {
  const { purpose, situation } = request;
  switch (purpose) {
    case 'plan': {
      const { planStep } = await import('./plan-step.js');
      const { goalOutputOf } = await import('./goal-output.js');
      const step = planStep(situation);
      const output = step.next === 'done' ? goalOutputOf(situation) : undefined;
      return stepAnswer({ ...step, ...(output === undefined ? {} : { output }) }, request);
    }
    case 'validate': {
      const { judge } = await import('./relevance.js');
      return { text: JSON.stringify(judge(situation)) };
    }
    case 'summarize': {
      const { summarize } = await import('./summarize.js');
      return { text: summarize(situation) };
    }
  }
}
