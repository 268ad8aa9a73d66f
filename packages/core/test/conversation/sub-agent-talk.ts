import {
  defineGoal,
  defineRegistry,
  defineTool,
  goalTool,
  inputHashOf,
  type GoalSpec,
  type Limits,
  type PlannedCall,
} from '@durable-goals/core';
import * as z from 'zod';
import { step, Talk } from './talk.js';

const below = defineGoal({
  id: 'below',
  title: 'Below',
  instructions: 'Do it.',
  tools: [
    defineTool({
      name: 'Write',
      description: 'w',
      input: z.strictObject({ q: z.string() }),
      execute: () => 1,
    }),
  ],
});
const spec = defineRegistry([
  defineGoal({
    id: 'above',
    title: 'Above',
    instructions: 'Have it done.',
    tools: [
      goalTool(below, { name: 'Below' }),
      defineTool({
        name: 'Read',
        description: 'r',
        effect: 'read',
        input: z.strictObject({ q: z.string() }),
        execute: () => 1,
      }),
    ],
  }),
]).spec('above');

/** A goal with a tool that is one, and another tool, as a Worker of today resolves it. */
export const above: GoalSpec = { ...spec, runsBy: 3 };

export const ids = { conversationId: 'c', chainId: 'r' };

/** A planned call of one of its tools. */
export function planned(tool: 'Below' | 'Read', task: string): PlannedCall {
  const input = tool === 'Below' ? { task } : { q: task };
  const effect = tool === 'Below' ? 'unsafe' : 'read';
  return { tool, input, inputHash: inputHashOf(tool, input, ids), effect, needsApproval: false };
}

/** A chat of which one step has been planned: 15 tokens, one model call. */
export function talking(limits: Limits = {}, calls = [planned('Below', 'x')], changes = {}): Talk {
  const talk = new Talk();
  talk.state = { ...talk.state, todo: { kind: 'start' }, startedAt: talk.now, ...changes };
  talk.feed({
    kind: 'goal-resolved',
    goal: { ...above, notifiesApprovals: true, limits: { ...above.limits, ...limits } },
  });
  talk.plans(step({ calls }));
  return talk;
}

/** What a sub-agent used. */
export const used = {
  modelCalls: 3,
  toolCalls: 2,
  inputTokens: 100,
  outputTokens: 50,
  cachedInputTokens: 0,
};
