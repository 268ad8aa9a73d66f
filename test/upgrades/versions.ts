import { appendFileSync } from 'node:fs';
import { defineGoal, defineTool, type Goal, type Model, type NextStep } from '@durable-goals/core';
import * as z from 'zod';

/** A goal as it is in two deployments; each run of its tool writes a line that says which one's code ran. */
export function versionsOf(ledger: string): Readonly<Record<'v1' | 'v2', Goal>> {
  const note = (line: object): void => appendFileSync(ledger, `${JSON.stringify(line)}\n`);
  const rest = {
    id: 'rooms',
    title: 'Rooms',
    validatePrompts: false,
    toolTiming: { retryIntervalMs: 50 },
  } as const;
  const find = defineTool({
    name: 'Find',
    description: 'Finds a room',
    effect: 'read',
    needsApproval: 'never',
    input: z.strictObject({ room: z.string() }),
    execute: ({ room }) => ({ found: room }),
  });
  return {
    v1: defineGoal({
      ...rest,
      instructions: 'Version one.',
      tools: [
        find,
        defineTool({
          name: 'Book',
          description: 'Books a room',
          effect: 'unsafe',
          needsApproval: 'always',
          input: z.strictObject({ room: z.string() }),
          execute({ room }) {
            note({ by: 'v1', room });
            return { booked: room };
          },
        }),
      ],
    }),
    v2: defineGoal({
      ...rest,
      instructions: 'Version two.',
      tools: [
        find,
        defineTool({
          name: 'Book',
          description: 'Books a room for some people',
          effect: 'idempotent',
          needsApproval: 'always',
          input: z.strictObject({ room: z.string(), people: z.int().default(1) }),
          execute({ room, people }) {
            note({ by: 'v2', room, people });
            return { booked: room, people };
          },
        }),
      ],
    }),
  };
}

/** A model that does what it is told, `Find …` or `Book …`, and says which version's instructions it reads. It keeps nothing. */
export const obedientModel: Model = {
  id: 'obedient',
  async generate({ situation: { goal, trigger, transcript } }) {
    const told = trigger.kind === 'message' ? /^(Find|Book) (\w+)$/.exec(trigger.text) : null;
    const results = transcript.filter((entry) => entry.role === 'tool');
    const last = trigger.kind === 'tool-results' ? results.at(-1) : undefined;
    const news = last === undefined ? '' : ` ${last.outcome}: ${last.error ?? 'fine'}`;
    const step: NextStep =
      told === null
        ? { response: `${goal.instructions}${news}`, next: 'question' }
        : {
            response: goal.instructions,
            next: 'confirm',
            tool: told[1],
            input: { room: told[2] ?? '' },
          };
    return {
      text: JSON.stringify(step),
      finish: 'stop',
      usage: { inputTokens: 1, outputTokens: 1 },
      model: 'obedient',
    };
  },
};
