import * as z from 'zod';
import { failures } from './failures.js';
import type { Goal, OutputOf } from './goal.js';
import type { Schema } from './schema.js';
import { defineTool, type DefinedTool, type Effect, type ToolDefinition } from './tool.js';
import { ToolDidNotRun } from './tool-failure.js';

/** What a sub-agent gives: its goal's output, or its last words for a goal that only talks. */
export type AnswerOf<G extends Goal> = [OutputOf<G>] extends [undefined]
  ? { readonly answer: string }
  : OutputOf<G>;

/** What {@link goalTool} may be told; what is about approval is about the call as a whole. */
export interface GoalToolOptions<Shape extends z.ZodRawShape> extends Pick<
  ToolDefinition<z.output<z.ZodObject<Shape>> & SubAgentTask, unknown>,
  'needsApproval' | 'approvalExpiresAfterMs' | 'whenApprovalExpires' | 'remindAfterMs' | 'approvals'
> {
  /** What the model reads about it. @defaultValue the goal's description, or its title */
  readonly description?: string;
  /** What the sub-agent is told as data, beside its task: it knows these arguments from the start. */
  readonly input?: z.ZodObject<Shape>;
}

/** What every sub-agent is told. */
export interface SubAgentTask {
  /** What it shall do, in words. */
  readonly task: string;
}

/** The same as a part of a schema; an interface would have fields of any name. */
export type TaskShape = { readonly task: z.ZodString };

/** A tool that is a goal. */
export interface GoalTool<G extends Goal> {
  readonly goal: G;
  readonly output: Schema<AnswerOf<G>>;
}

/** A task in words, such that it fits the message that it becomes. */
export const taskText = z.string().min(1).max(20_000);

/**
 * Makes a tool of a goal: each call is a run of it by a sub-agent, and the run's answer is what the call gives.
 *
 * The sub-agent's own tools ask for approval as they do elsewhere; who talks to the agent above is asked there.
 *
 * @param options - `name` is the goal's id when left out.
 * @throws `ToolDefinitionRefused` when the name cannot be one of a tool, or `input` has a `task` of its own.
 */
export function goalTool<
  const G extends Goal,
  Shape extends z.ZodRawShape = TaskShape,
  const Name extends string = G['id'],
>(
  goal: G,
  options: GoalToolOptions<Shape> & { readonly name?: Name } = {},
): DefinedTool<Name, z.ZodObject<Shape & TaskShape>> & GoalTool<G> {
  const { name = goal.id as Name, description, input, ...approval } = options;
  if (input !== undefined && 'task' in input.shape) {
    throw failures.toolDefinitionRefused(name, "its input has a 'task', which every sub-agent has");
  }
  const task = taskText.describe(
    'What is to be done, with everything that has to be known for it?',
  );
  const output = goal.output ?? z.object({ answer: z.string() });
  const tool = defineTool({
    name,
    description: description ?? goal.description ?? goal.title,
    input: (input ?? z.strictObject({})).extend({ task }) as unknown as z.ZodObject<
      Shape & TaskShape
    >,
    effect: effectOf(goal),
    needsApproval: 'never',
    ...(approval as object),
    execute() {
      throw new ToolDidNotRun(
        `'${name}' was not run: it is a goal, and runs as a conversation of its own, not as a function. Start a run of '${goal.id}' instead.`,
      );
    },
  });
  return { ...tool, goal, output: output as Schema<AnswerOf<G>> };
}

/** An agent whose tools only read only reads; what tools from elsewhere do is not known yet. */
function effectOf({ tools, toolSources = [] }: Goal): Effect {
  const onlyReads = toolSources.length === 0 && tools.every(({ effect }) => effect === 'read');
  return onlyReads ? 'read' : 'unsafe';
}
