import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineGoal, defineTool, stepAnswer, type Goal, type Model } from '@durable-goals/core';
import { remoteGoalTool } from '@durable-goals/nexus';
import * as z from 'zod';

export const endpoint = 'surveyors';
const rest = {
  validatePrompts: false,
  // So that it is noticed soon that a Worker is gone.
  toolTiming: { heartbeatMs: 1_000, retryIntervalMs: 50 },
} as const;

/** What was done in a folder, in order, whichever process did it: `plan:<goal>` and `measure`. */
export function doneIn(folder: string): readonly string[] {
  const file = join(folder, 'done');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

const note = (folder: string, what: string): void =>
  appendFileSync(join(folder, 'done'), `${what}\n`);

/** The goal that asks elsewhere. */
export const buildGoal = defineGoal({
  id: 'build',
  title: 'Build a house',
  instructions: 'Have the ground surveyed.',
  tools: [
    remoteGoalTool('Survey', {
      endpoint,
      goalId: 'survey',
      description: 'Surveys the ground',
      needsApproval: 'never',
    }),
  ],
  ...rest,
});

/** The goal that is asked for, which keeps a record in a folder. */
export function surveyGoal(folder: string): Goal {
  const measure = defineTool({
    name: 'Measure',
    description: 'Measures the ground',
    input: z.strictObject({ task: z.string() }),
    effect: 'idempotent',
    needsApproval: 'always',
    execute() {
      note(folder, 'measure');
      return { metres: 40 };
    },
  });
  return defineGoal({
    id: 'survey',
    title: 'Survey the ground',
    instructions: 'Measure it.',
    tools: [measure],
    ...rest,
  });
}

/** A model that calls the goal's only tool and is done with what that gave. It keeps nothing between its calls. */
export const onlyTool = (folder: string): Model => ({
  id: 'only-tool',
  generate(request) {
    const { goal, trigger, transcript } = request.situation;
    note(folder, `plan:${goal.id}`);
    const result = transcript.findLast(({ role }) => role === 'tool');
    const step =
      trigger.kind === 'tool-results'
        ? { response: `It gave ${JSON.stringify(result)}.`, next: 'done' as const }
        : {
            response: 'At once.',
            next: 'confirm' as const,
            tool: goal.tools[0]?.name ?? '',
            input: { task: 'Do it.' },
          };
    return Promise.resolve({
      ...stepAnswer(step, request),
      finish: 'stop',
      usage: { inputTokens: 10, outputTokens: 5 },
      model: 'only-tool',
    });
  },
});
