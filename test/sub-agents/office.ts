import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModelFailure } from '@durable-goals/activities';
import {
  defineGoal,
  defineTool,
  goalTool,
  stepAnswer,
  ToolFailure,
  type JsonObject,
  type Model,
  type StepWithOutput,
  type ToolContext,
} from '@durable-goals/core';
import * as z from 'zod';

/** One attempt of a tool, as it saw it itself. */
export interface Attempt {
  readonly tool: string;
  readonly item: string;
  readonly key: string;
}

/** What the tools did in a folder, in order, whichever process they ran in. */
export function attemptsIn(folder: string): readonly Attempt[] {
  return linesOf(folder, 'attempts').map((line) => JSON.parse(line) as Attempt);
}

/** The goals that the model was asked about in a folder, in order, whichever process asked. */
export function plansIn(folder: string): readonly string[] {
  return linesOf(folder, 'plans');
}

function linesOf(folder: string, name: string): readonly string[] {
  const file = join(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

/** Kills this process the first time that it is called about something, wherever that was. */
export function killOnce(folder: string, what: string): void {
  const mark = join(folder, `killed-${what}`);
  if (existsSync(mark)) return;
  writeFileSync(mark, '');
  process.kill(process.pid, 'SIGKILL');
}

/** A call, for a message or a task: they are what the model below reads. */
export const call = (tool: string, input: JsonObject): JsonObject => ({ tool, input });
/** Calls as the words of a message or a task. */
export const words = (...calls: readonly JsonObject[]): string => JSON.stringify(calls);

const rest = {
  validatePrompts: false,
  toolTiming: { heartbeatMs: 1_000, retryIntervalMs: 50 },
} as const;
const input = z.strictObject({ item: z.string() });

/** How the models of the office say what to do: at the desk, and below it. */
export interface Planners {
  readonly above: 'json' | 'tools';
  readonly below: 'json' | 'tools';
}

/**
 * A desk that has things bought by a buyer, who asks a checker. Their tools keep a record of their attempts in a folder;
 * what is told to `kill` kills the process of its Worker, once.
 */
export function officeGoals(
  folder: string,
  { above, below }: Planners = { above: 'json', below: 'json' },
) {
  const note = (tool: string, item: string, context: ToolContext) => {
    const attempt = { tool, item, key: context.idempotencyKey };
    appendFileSync(join(folder, 'attempts'), `${JSON.stringify(attempt)}\n`);
    if (item === 'kill') killOnce(folder, tool);
  };
  const price = defineTool({
    name: 'Price',
    description: 'Says what an item costs',
    effect: 'read',
    input,
    execute({ item }, context) {
      note('Price', item, context);
      if (item === 'nothing') throw new ToolFailure('Nothing has no price.');
      return { price: item.length };
    },
  });
  const order = defineTool({
    name: 'Order',
    description: 'Orders an item',
    effect: 'idempotent',
    needsApproval: 'always',
    input,
    execute({ item }, context) {
      note('Order', item, context);
      return { ordered: item };
    },
  });
  const pay = defineTool({
    name: 'Pay',
    description: 'Pays for an item',
    effect: 'unsafe',
    approvals: 2,
    input,
    execute({ item }, context) {
      note('Pay', item, context);
      if (item === 'lost') throw new Error('The connection was lost.');
      return { paid: item };
    },
  });
  const wait = defineTool({
    name: 'Wait',
    description: 'Waits until it is told to stop',
    effect: 'read',
    input,
    execute: async ({ item }, context) => {
      note('Wait', item, context);
      await new Promise<void>((resolve) => {
        context.signal.addEventListener('abort', () => resolve(), { once: true });
      });
      throw new ToolFailure('It was told to stop.');
    },
  });
  const checker = defineGoal({
    id: 'checker',
    title: 'Check a purchase',
    instructions: 'Check it.',
    tools: [order],
    planner: below,
    ...rest,
  });
  const buyer = defineGoal({
    id: 'buyer',
    title: 'Buy things',
    instructions: 'Buy them.',
    tools: [price, order, pay, wait, goalTool(checker, { name: 'Check' })],
    output: z.object({ results: z.array(z.unknown()) }),
    planner: below,
    ...rest,
  });
  const desk = defineGoal({
    id: 'desk',
    title: 'Front desk',
    instructions: 'Have things bought.',
    tools: [
      goalTool(buyer, { name: 'Buy', input: z.strictObject({ email: z.string().optional() }) }),
      price,
      defineTool({
        name: 'HandOver',
        description: 'Hands the conversation to the archive',
        effect: 'read',
        needsApproval: 'never',
        handsOff: true,
        input,
        execute({ item }, context) {
          note('HandOver', item, context);
          return { newGoal: 'archive' };
        },
      }),
    ],
    planner: above,
    ...rest,
  });
  const archive = defineGoal({
    id: 'archive',
    title: 'Archive',
    instructions: 'Look things up.',
    tools: [price],
    ...rest,
  });
  return [desk, archive] as const;
}

/**
 * A model that makes the calls that a message, or a sub-agent's task, holds as JSON, and then says what they gave. It
 * keeps nothing between its calls, so it goes on after a crash of its process.
 *
 * @param named - Its id, and the goal that its key does not suffice for, if there is one.
 */
export function officeModel(
  folder: string,
  { id = 'office', refuses }: { readonly id?: string; readonly refuses?: string } = {},
): Model {
  return {
    id,
    async generate(request) {
      const { trigger, transcript, goal, autonomous } = request.situation;
      if (goal.id === refuses) throw new ModelFailure('ModelQuotaExhausted', 'No credit is left.');
      appendFileSync(join(folder, 'plans'), `${goal.id}\n`);
      return {
        ...stepAnswer(stepFor(), request),
        finish: 'stop',
        usage: { inputTokens: 10, outputTokens: 5 },
        model: id,
      };

      function stepFor(): StepWithOutput {
        if (trigger.kind === 'start') return { response: 'Hello.', next: 'question' };
        const [first = ''] = trigger.kind === 'message' ? trigger.text.split('\n') : [];
        if (first.startsWith('[')) {
          const calls = JSON.parse(first) as NonNullable<StepWithOutput['calls']>;
          return { response: 'On my way.', next: 'confirm', calls };
        }
        const asked = transcript.findLastIndex(({ role }) => role === 'user');
        const results = transcript
          .slice(asked)
          .flatMap((entry) => (entry.role === 'tool' ? [entry.output ?? entry.error ?? null] : []));
        const response = `It gave ${JSON.stringify(results)}.`;
        if (!autonomous) return { response, next: 'question' };
        const output = goal.outputSchema === undefined ? {} : { output: { results } };
        return { response, next: 'done', ...output };
      }
    },
  };
}
