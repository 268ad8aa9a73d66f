import { defineGoal, defineTool, type Model, type ModelRequest } from '@durable-goals/core';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';

const look = defineTool({
  name: 'Look',
  description: 'Looks something up, in steps',
  input: z.strictObject({ what: z.string() }),
  effect: 'read',
  needsApproval: 'never',
  async execute({ what }, { heartbeat }) {
    for (let percent = 0; percent < 100; percent += 25) {
      heartbeat({ percent });
      await sleep(120);
    }
    return { found: what };
  },
});

/** A goal whose lost attempts are noticed soon. */
export const talkGoal = defineGoal({
  id: 'talk',
  title: 'Talk',
  instructions: 'Talk.',
  tools: [look],
  modelTiming: { heartbeatMs: 2_000, retryIntervalMs: 100 },
});

/** What the model answers a message with: forty words that show whose they are. */
export function answerTo(text: string): string {
  return Array.from({ length: 40 }, (_, index) => `${text}-${index}`).join(' ');
}

/**
 * A model that writes slowly, word by word. It refuses what begins with `off`, looks up what begins with `look`, and ends
 * at `bye`.
 */
export function talkModel(msPerWord: number): Model {
  return {
    id: 'talk',
    async generate(request, { signal, onText }) {
      const text = answer(request);
      const words = request.purpose === 'plan' ? (text.match(/\S*\s*/g) ?? []) : [];
      for (const word of words) {
        await sleep(msPerWord, undefined, { signal });
        onText?.(word);
      }
      return { text, finish: 'stop', usage: { inputTokens: 1, outputTokens: 1 }, model: 'talk' };
    },
  };
}

function answer({ purpose, situation: { trigger } }: ModelRequest): string {
  const said = trigger.kind === 'message' ? trigger.text : undefined;
  if (purpose === 'summarize') return 'People talked.';
  if (purpose === 'validate') {
    return JSON.stringify({ valid: !said?.startsWith('off'), reason: 'Not that.' });
  }
  if (trigger.kind === 'tool-results') return step('There it is.');
  if (said === undefined) return step('Hello.');
  if (said === 'bye') return JSON.stringify({ response: 'Goodbye.', next: 'done' });
  if (said.startsWith('look')) {
    const call = { next: 'confirm', tool: 'Look', input: { what: said } };
    return JSON.stringify({ response: 'I look.', ...call });
  }
  return step(answerTo(said));
}

function step(response: string): string {
  return JSON.stringify({ response, next: 'question' });
}
