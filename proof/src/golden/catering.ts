import { defineGoal, goalTool, type Goal } from '@durable-goals/core';
import * as z from 'zod';
import { goldenTool, modelTiming, type GoldenTools } from './goal.js';
import { catering } from './catering-script.js';
import { turnsPerRun } from './script.js';

/** The goal of the golden conversation with a sub-agent; what has an effect is below. */
export function hostGoal(parts: GoldenTools): Goal {
  const guests = z.strictObject({ guests: z.number() });
  const caterer = defineGoal({
    id: 'caterer',
    title: 'Cater for a company day',
    instructions: 'Do what you are asked for.',
    tools: [
      goldenTool(parts, { name: 'CompareMenus', effect: 'read', input: guests }),
      goldenTool(parts, {
        name: 'OrderBuffet',
        effect: 'idempotent',
        input: guests,
        needsApproval: 'always',
      }),
      goldenTool(parts, {
        name: 'PayCaterer',
        effect: 'unsafe',
        input: z.strictObject({ euros: z.number() }),
      }),
      goldenTool(parts, {
        name: 'CancelCook',
        effect: 'idempotent',
        input: z.strictObject({ cook: z.string() }),
        needsApproval: 'always',
      }),
    ],
    modelTiming,
  });
  return defineGoal({
    id: catering.goalId,
    title: 'Host a company day',
    instructions: 'Have the caterer do what is about food.',
    tools: [
      goalTool(caterer, { name: 'AskCaterer' }),
      goldenTool(parts, {
        name: 'CheckWeather',
        effect: 'read',
        input: z.strictObject({ city: z.string() }),
      }),
    ],
    continueAsNewAfterTurns: turnsPerRun,
    modelTiming,
  });
}
