import * as z from 'zod';
import type { GoalSpec } from './goal-spec.js';
import { isJsonObject, type JsonSchema } from './json.js';

/**
 * What the JSON planner's model answers with.
 *
 * `response` stands first on purpose: models write an object's members in order, so the words for the
 * person are the first thing that can be streamed.
 */
export const nextStepSchema = z.object({
  response: z.string().describe('What the person reads'),
  next: z
    .enum(['question', 'confirm', 'pick-new-goal', 'done'])
    .describe(
      'question: wait for the person; confirm: run `tool` with `input`; pick-new-goal: the person wants something else; done: nothing is left to do',
    ),
  tool: z
    .string()
    .nullish()
    .describe('The tool to run, or the one whose arguments are being collected'),
  input: z
    .record(z.string(), z.json())
    .nullish()
    .describe('All arguments of the tool that are known so far; null for those that are not'),
  calls: z
    .array(
      z.object({
        tool: z.string().describe('The tool to run'),
        input: z.record(z.string(), z.json()).nullish().describe('All its arguments'),
      }),
    )
    .nullish()
    .describe(
      'Several calls to run side by side with one "confirm", instead of `tool` and `input`; null for a single one',
    ),
});

/** A model's answer, checked. */
export type NextStep = z.infer<typeof nextStepSchema>;

/** The same as JSON Schema, for providers that constrain their output. */
export const nextStepJsonSchema: JsonSchema = JSON.parse(
  JSON.stringify(z.toJSONSchema(nextStepSchema, { target: 'draft-7', io: 'input' })),
);

/** The same for a goal that gives data in the end: its shape comes with "done". */
export function nextStepSchemaOf({ outputSchema }: Pick<GoalSpec, 'outputSchema'>): JsonSchema {
  if (outputSchema === undefined) return nextStepJsonSchema;
  const properties = nextStepJsonSchema['properties'];
  const output = { ...outputSchema, description: 'With "done": the result of all, in this shape' };
  return {
    ...nextStepJsonSchema,
    properties: { ...(isJsonObject(properties) ? properties : {}), output },
  };
}

/** What the model answers that checks whether a message belongs to the conversation. */
export const verdictSchema = z.object({
  valid: z.boolean().describe('Whether the message makes sense in this conversation'),
  reason: z
    .string()
    .nullish()
    .describe('When it does not: what the person reads, leading back to the open question'),
});

/** A verdict, checked. */
export type Verdict = z.infer<typeof verdictSchema>;

/** The same as JSON Schema. */
export const verdictJsonSchema: JsonSchema = JSON.parse(
  JSON.stringify(z.toJSONSchema(verdictSchema, { target: 'draft-7', io: 'input' })),
);
