import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  defineGoal,
  defineTool,
  ToolFailure,
  type Model,
  type NextStep,
  type ToolContext,
} from '@durable-goals/core';
import * as z from 'zod';

/** One attempt of a call, as the tool itself saw it. */
export interface Attempt {
  readonly tool: string;
  readonly place: string;
  readonly key: string;
  readonly what: 'began' | 'ended';
}

/** What the tools of a survey did, in order, whichever process they ran in. */
export function attemptsIn(folder: string): readonly Attempt[] {
  const file = join(folder, 'attempts.jsonl');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Attempt);
}

/** A goal with tools to call side by side; they keep a record of their attempts in a folder. */
export function surveyGoal(folder: string) {
  const place = z.strictObject({
    place: z.string(),
    ms: z.int().min(0).default(0).describe('Milliseconds that it takes'),
  });
  const timing = { heartbeatMs: 1_000, retryIntervalMs: 200 };
  const note = (tool: string, name: string, what: Attempt['what'], context: ToolContext) =>
    appendFileSync(
      join(folder, 'attempts.jsonl'),
      `${JSON.stringify({ tool, place: name, key: context.idempotencyKey, what })}\n`,
    );
  const visit = async (tool: string, input: z.output<typeof place>, context: ToolContext) => {
    note(tool, input.place, 'began', context);
    // A second attempt is quick, so that a test need not wait twice.
    const ms = context.attempt > 1 ? 0 : input.ms;
    await new Promise((resolve) => setTimeout(resolve, ms));
    if (input.place === 'Atlantis') throw new ToolFailure(`There is no '${input.place}'.`);
    if (input.place === 'Bermuda') throw new Error('Nothing was heard of it again.');
    const killed = join(folder, 'killed');
    if (input.place === 'Vesuvius' && !existsSync(killed)) {
      writeFileSync(killed, '');
      process.kill(process.pid, 'SIGKILL');
    }
    note(tool, input.place, 'ended', context);
    return { place: input.place };
  };
  return defineGoal({
    id: 'survey',
    title: 'Survey places',
    instructions: 'Look at places, file them, and send cards from them.',
    validatePrompts: false,
    modelTiming: { heartbeatMs: 1_000, retryIntervalMs: 200 },
    tools: [
      defineTool({
        name: 'Look',
        description: 'Looks at a place',
        effect: 'read',
        needsApproval: 'never',
        input: place,
        timing,
        execute: (input, context) => visit('Look', input, context),
      }),
      defineTool({
        name: 'File',
        description: 'Files a place',
        effect: 'idempotent',
        needsApproval: 'never',
        input: place,
        timing,
        execute: (input, context) => visit('File', input, context),
      }),
      defineTool({
        name: 'SendCard',
        description: 'Sends a card from a place',
        effect: 'unsafe',
        needsApproval: 'never',
        input: place,
        timing,
        execute: (input, context) => visit('SendCard', input, context),
      }),
      defineTool({
        name: 'Buy',
        description: 'Buys a place',
        effect: 'idempotent',
        needsApproval: 'always',
        input: place,
        timing,
        execute: (input, context) => visit('Buy', input, context),
      }),
    ],
  });
}

/**
 * A model that makes the calls that a message holds as JSON, and then says that it is through. It keeps
 * nothing between its calls, so it goes on after a crash of its process.
 */
export const surveyModel: Model = {
  id: 'survey',
  async generate({ situation: { trigger } }) {
    const step: NextStep =
      trigger.kind === 'message'
        ? {
            response: 'On my way.',
            next: 'confirm',
            calls: JSON.parse(trigger.text) as NextStep['calls'],
          }
        : { response: trigger.kind === 'start' ? 'Where to?' : 'I am through.', next: 'question' };
    return {
      text: JSON.stringify(step),
      finish: 'stop',
      usage: { inputTokens: 1, outputTokens: 1 },
      model: 'survey',
    };
  },
};
