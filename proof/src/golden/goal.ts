import { join } from 'node:path';
import {
  defineGoal,
  defineTool,
  type Effect,
  type Goal,
  type Json,
  type JsonObject,
  type Schema,
  type Tool,
  type ToolContext,
} from '@durable-goals/core';
import * as z from 'zod';
import type { FailPoints } from '../parts/fail-points.js';
import { ledgerIn } from './ledger.js';
import { turnsPerRun } from './script.js';

/** What a tool of the golden conversation tells; a function of its input, so a repeat tells the same. */
export function outputOf(tool: string, input: JsonObject): Json {
  return { tool, about: JSON.stringify(input), ok: true };
}

/** What the golden goal's tools are made of. */
export interface GoldenTools {
  /** Holds a folder for each conversation. */
  readonly folder: string;
  readonly points: FailPoints;
  /** `naive`: tools with an effect know no keys, find nothing out, and are marked `unsafe` for it. */
  readonly kind: 'careful' | 'naive';
}

/** How the model is called. */
export const modelTiming = { heartbeatMs: 1_500, retryIntervalMs: 100, maxRetryIntervalMs: 500 };

const timing = { heartbeatMs: 1_500, startToCloseMs: 10_000, retryIntervalMs: 100 };

/** The goal of the golden conversation. */
export function goldenGoal(parts: GoldenTools): Goal {
  const { folder, kind } = parts;
  const keyed: Effect = kind === 'careful' ? 'idempotent' : 'unsafe';
  const city = z.strictObject({ city: z.string() });
  const venue = z.strictObject({ venue: z.string() });
  const survey = goldenTool(parts, { name: 'SurveyVenues', effect: 'read', input: city });
  const tools: readonly Tool[] = [
    { ...survey, execute: (input: never, context) => slowly(parts, survey, { input, context }) },
    goldenTool(parts, { name: 'CheckWeather', effect: 'read', input: city }),
    goldenTool(parts, { name: 'HoldVenue', effect: keyed, input: venue }),
    goldenTool(parts, {
      name: 'BookVenue',
      effect: keyed,
      input: venue.extend({ guests: z.number() }),
      needsApproval: 'always',
    }),
    goldenTool(parts, {
      name: 'CancelBand',
      effect: keyed,
      input: z.strictObject({ band: z.string() }),
      needsApproval: 'always',
    }),
    {
      ...goldenTool(parts, {
        name: 'PayDeposit',
        effect: 'unsafe',
        input: venue.extend({ euros: z.number() }),
      }),
      ...(kind === 'careful'
        ? {
            verify: async (_: never, { conversationId, callId }: ToolContext) => {
              const found = ledgerIn(join(folder, conversationId))
                .executions()
                .find((execution) => execution.callId === callId);
              return found === undefined
                ? ({ happened: false } as const)
                : ({ happened: true, output: found.output } as const);
            },
          }
        : {}),
    },
    goldenTool(parts, {
      name: 'SendInvitations',
      effect: 'unsafe',
      input: z.strictObject({ guests: z.number() }),
    }),
  ];
  return defineGoal({
    id: 'golden',
    title: 'Plan a company day',
    instructions: 'Plan a company day with the person.',
    tools,
    continueAsNewAfterTurns: turnsPerRun,
    modelTiming,
  });
}

/** A tool that passes a fail point on either side of its effect, and keeps its ledger in the conversation's folder. */
export function goldenTool(
  { folder, points }: GoldenTools,
  about: {
    readonly name: string;
    readonly effect: Effect;
    readonly input: Schema<JsonObject>;
    readonly needsApproval?: 'always';
  },
): Tool {
  const { name, effect, needsApproval = effect === 'unsafe' ? 'always' : 'never' } = about;
  return defineTool({
    ...about,
    needsApproval,
    description: `${name} for the company day`,
    timing,
    execute(input, { conversationId, callId, idempotencyKey: key, attempt, signal }) {
      points.pass(`${name} before-effect`);
      signal.throwIfAborted();
      const output = outputOf(name, input);
      const ledger = ledgerIn(join(folder, conversationId));
      ledger.execute({ tool: name, effect, callId, key, attempt, input, output });
      points.pass(`${name} after-effect`);
      return output;
    },
  });
}

/** Takes a second and more, with heartbeats, before it does what the tool does. */
async function slowly(
  { points }: GoldenTools,
  tool: Tool,
  { input, context }: { readonly input: never; readonly context: ToolContext },
): Promise<unknown> {
  for (let part = 1; part <= 3; part += 1) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    context.heartbeat({ part });
    points.pass(`${tool.name} during`);
  }
  return tool.execute(input, context);
}
