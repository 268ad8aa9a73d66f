import { failures } from './failures.js';
import type { ExampleMessage, Limits, ModelTiming, PromptName } from './goal-spec.js';
import { controlTools } from './control-tools.js';
import type { Schema, SchemaOutput } from './schema.js';
import { checkNesting } from './sub-agents.js';
import type { Tool, ToolSource, ToolTiming } from './tool.js';

/** What an agent is for, and the tools that it may use. Make one with {@link defineGoal}. */
export interface Goal<Id extends string = string, Tools extends readonly Tool[] = readonly Tool[]> {
  /** Stable name; a letter, then letters, digits, `_`, `-` or `.`, 64 at most. */
  readonly id: Id;
  readonly title: string;
  /** What a person, or an agent that chooses a goal, reads. @defaultValue the title */
  readonly description?: string;
  readonly category?: string;
  /** What the model is told to do, as plain text. */
  readonly instructions: string;
  /** In the order in which they are meant to be used. */
  readonly tools: Tools;
  /** Where it has more tools from, behind its own; Workers ask for them at their start. */
  readonly toolSources?: readonly ToolSource[];
  /**
   * How the model says what to do next: `json` works with any model, `tools` uses the native tool calls of those that
   * have them. @defaultValue 'json'
   */
  readonly planner?: 'json' | 'tools';
  /**
   * Id of the goal that the conversation goes on with when the person wants something that this one is not for; see
   * `withChooser`. Without one, the agent says so and waits.
   */
  readonly chooser?: string;
  /** What the goal gives in the end, when that is data: a zod object that JSON can hold. */
  readonly output?: Schema;
  /** What the agent is asked to do first. @defaultValue to greet, say what it can do and ask for what it needs */
  readonly starterPrompt?: string;
  /** A conversation that went well, for the model to imitate. */
  readonly exampleConversation?: readonly ExampleMessage[];
  /** Templates of this goal's own, in nunjucks; see `docs/define-a-goal.md` for their variables. */
  readonly prompts?: Readonly<Partial<Record<PromptName, string>>>;
  /** Whether messages are checked for belonging to the goal. @defaultValue true */
  readonly validatePrompts?: boolean;
  /** IANA time zone that "today" and "next month" are meant in. @defaultValue 'UTC' */
  readonly timeZone?: string;
  readonly modelTiming?: Partial<ModelTiming>;
  /** For tools of this goal that do not say themselves. */
  readonly toolTiming?: ToolTiming;
  readonly limits?: Limits;
  /** Turns in one Workflow run before it continues as a new one. @defaultValue 250 */
  readonly continueAsNewAfterTurns?: number;
  /**
   * What a conversation does when the goal was changed since it began: keep what it began with, or take the
   * new version up with the next message. @defaultValue 'pinned'
   */
  readonly whenChanged?: 'pinned' | 'next-turn';
}

const goalId = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;

/** The type of what a goal gives in the end; `undefined` for one that only talks. */
export type OutputOf<G extends Goal> = [NonNullable<G['output']>] extends [never]
  ? undefined
  : SchemaOutput<NonNullable<G['output']>>;

/**
 * Defines a goal and keeps its id, its tools and its output as types, and whether it has tools from elsewhere.
 *
 * @throws `DuplicateTool` when two tools share a name.
 * @throws `GoalDefinitionRefused` when the id, the time zone or a number is out of bounds, a tool has a name that the
 *   planner needs itself, or sub-agents run in a circle or deeper than four.
 */
export function defineGoal<
  const Id extends string,
  const Tools extends readonly Tool[],
  Output extends Schema | undefined = undefined,
  Sources extends readonly ToolSource[] | undefined = undefined,
>(
  goal: Goal<Id, Tools> & { readonly output?: Output; readonly toolSources?: Sources },
): Goal<Id, Tools> & { readonly output?: Output; readonly toolSources?: Sources } {
  if (!goalId.test(goal.id)) {
    throw failures.goalDefinitionRefused(
      goal.id,
      'its id is not a letter followed by at most 63 letters, digits, "_", "-" or "."',
    );
  }
  const seen = new Set<string>();
  for (const { name } of goal.tools) {
    if (seen.has(name)) throw failures.duplicateTool(goal.id, name);
    seen.add(name);
    if (goal.planner === 'tools' && controlTools.some((own) => own === name)) {
      const fact = `its tool '${name}' has a name that the planner 'tools' needs itself`;
      throw failures.goalDefinitionRefused(goal.id, fact);
    }
  }
  if (goal.timeZone !== undefined && !isTimeZone(goal.timeZone)) {
    throw failures.goalDefinitionRefused(goal.id, `'${goal.timeZone}' is not an IANA time zone`);
  }
  checkNesting(goal);
  const numbers = {
    ...goal.modelTiming,
    ...goal.toolTiming,
    ...goal.limits,
    continueAsNewAfterTurns: goal.continueAsNewAfterTurns,
  };
  for (const [name, value] of Object.entries(numbers)) {
    if (value !== undefined && !(value > 0 && value <= Number.MAX_SAFE_INTEGER)) {
      const fact = value > 0 ? 'too large' : 'not above 0';
      throw failures.goalDefinitionRefused(goal.id, `its ${name} is ${value}, ${fact}`);
    }
  }
  return goal;
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
