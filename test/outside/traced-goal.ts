import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineGoal, defineTool, type Model } from '@durable-goals/core';
import * as z from 'zod';

/** Where a Worker writes down what it did, and what it must not tell. */
export interface Traced {
  readonly folder: string;
  readonly secret: string;
}

/** The file with a line for each call to the model that was answered. */
export const callsFile = (folder: string): string => join(folder, 'calls');

/** A goal with a tool whose first attempt is the last thing that its process does, and one that a person approves. */
export function tracedGoal({ folder, secret }: Traced) {
  const look = defineTool({
    name: 'Look',
    description: 'Look something up',
    effect: 'read',
    needsApproval: 'never',
    timing: { heartbeatMs: 3_000, retryIntervalMs: 100 },
    input: z.strictObject({ what: z.string() }),
    async execute() {
      const mark = join(folder, 'looked');
      if (!existsSync(mark)) {
        writeFileSync(mark, '');
        // Long enough for the spans that ended to be sent.
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        process.kill(process.pid, 'SIGKILL');
      }
      return { found: `by ${secret}` };
    },
  });
  const book = defineTool({
    name: 'Book',
    description: 'Book it',
    effect: 'unsafe',
    needsApproval: 'always',
    input: z.strictObject({ what: z.string() }),
    execute() {
      throw Object.assign(new Error(`No room for ${secret}`), { name: 'ToolDidNotRun' });
    },
  });
  return defineGoal({
    id: 'traced',
    title: 'Be seen',
    instructions: 'Look, then book.',
    tools: [look, book],
  });
}

/** A model that looks, then books, then is done, and repeats the secret in all it says. */
export function tracedModel({ folder, secret }: Traced): Model {
  return {
    id: 'traced-model',
    provider: { name: 'openai', address: 'models.example', port: 443 },
    async generate({ purpose, situation: { trigger, transcript } }) {
      const last = transcript.at(-1);
      const step =
        trigger.kind === 'start'
          ? { response: `Hello, ${secret}.`, next: 'question' }
          : last?.role !== 'tool'
            ? { response: secret, next: 'confirm', tool: 'Look', input: { what: secret } }
            : last.tool === 'Look'
              ? { response: 'Book it?', next: 'confirm', tool: 'Book', input: { what: 'it' } }
              : { response: 'That is all.', next: 'done' };
      appendFileSync(callsFile(folder), `${purpose}\n`);
      return {
        text: JSON.stringify(purpose === 'validate' ? { valid: true } : step),
        finish: 'stop',
        usage: { inputTokens: 10, outputTokens: 5, cachedInputTokens: 2 },
        model: 'traced-model-1',
      };
    },
  };
}
