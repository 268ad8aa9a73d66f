import * as z from 'zod';
import { failures } from './failures.js';
import { defineGoal, type Goal } from './goal.js';
import { defineTool } from './tool.js';

/** What {@link withChooser} may be told. */
export interface ChooserOptions {
  /** Id of the goal that chooses. @defaultValue 'choose-goal' */
  readonly id?: string;
  /**
   * The categories whose goals are offered, as a list or as `GOAL_CATEGORIES` has them: separated by commas. Goals
   * without a category are always offered. @defaultValue all
   */
  readonly categories?: string | readonly string[] | undefined;
  /** How the chooser's model says what to do. @defaultValue 'json' */
  readonly planner?: 'json' | 'tools';
  /** What the agent is asked to do first. @defaultValue to greet and to say what it can help with */
  readonly starterPrompt?: string;
}

/** What a person chooses from. */
type Offered = Pick<Goal, 'id' | 'title' | 'description' | 'category'>;

/**
 * Puts a goal before others that finds out what a person wants and hands the conversation to the goal for it. From
 * each of them, whoever wants something else comes back to it.
 *
 * @returns The goal that chooses, and the others, which go back to it.
 * @throws `GoalDefinitionRefused` when no goal has one of the categories.
 */
export function withChooser<
  const Goals extends readonly Goal[],
  const Id extends string = 'choose-goal',
>(
  goals: Goals,
  options: ChooserOptions & { readonly id?: Id } = {},
): readonly [ReturnType<typeof chooserGoal<Id>>, ...Goals] {
  const { id = 'choose-goal' as Id } = options;
  const chooser = chooserGoal(id, goals, options);
  const others: readonly Goal[] = goals.map((goal) => ({ chooser: chooser.id, ...goal }));
  return [chooser, ...(others as Goals)];
}

function chooserGoal<const Id extends string>(
  id: Id,
  goals: readonly Goal[],
  { categories, planner = 'json', starterPrompt }: ChooserOptions,
) {
  const offered = inCategories(goals, { id, categories: listOf(categories) });
  const lines = offered.map(
    ({ id: goalId, title, description = title }) => `- ${goalId}: ${description}`,
  );
  return defineGoal({
    id,
    title: 'Find out what to do',
    description: 'Find the agent for what the person wants.',
    instructions: `Find out what the person wants, and hand the conversation over with ChangeGoal as soon as that is clear. Do not collect details: the next agent does.
List what there is when the person asks, or does not know. These are the goals:
${lines.join('\n')}`,
    tools: [changeGoalTool(offered), listGoalsTool(offered)],
    planner,
    starterPrompt:
      starterPrompt ??
      'Greet me, say in a sentence what you can help with, and ask what I want to do.',
    // What is off topic for one goal is what another is for.
    validatePrompts: false,
  });
}

/** Tells which goals there are. */
function listGoalsTool(offered: readonly Offered[]) {
  return defineTool({
    name: 'ListGoals',
    description: 'List the goals that the person can choose from.',
    input: z.strictObject({}),
    effect: 'read',
    needsApproval: 'never',
    execute: () => ({
      goals: offered.map(({ id, title, description = title, category }) => ({
        goalId: id,
        title,
        description,
        ...(category === undefined ? {} : { category }),
      })),
    }),
  });
}

/**
 * A tool that hands the conversation to another goal, which goes on with all that was said.
 *
 * @param offered - The goals that it may hand to.
 */
export function changeGoalTool(offered: readonly Offered[]) {
  const ids = offered.map(({ id }) => id);
  const lines = offered.map(({ id, title }) => `${id} (${title})`);
  return defineTool({
    name: 'ChangeGoal',
    description: `Hand the conversation to the agent for another goal: ${lines.join(', ')}.`,
    input: z.strictObject({
      goalId: z.enum(ids).describe(`The goal to go on with. By its id: ${lines.join(', ')}.`),
    }),
    effect: 'read',
    needsApproval: 'never',
    handsOff: true,
    execute: ({ goalId }) => ({ newGoal: goalId }),
  });
}

function listOf(categories: ChooserOptions['categories']): readonly string[] {
  const list = typeof categories === 'string' ? categories.split(',') : (categories ?? []);
  return list.map(plain).filter((category) => category !== '');
}

function inCategories(
  goals: readonly Goal[],
  { id, categories }: { readonly id: string; readonly categories: readonly string[] },
): readonly Goal[] {
  if (goals.length === 0)
    throw failures.goalDefinitionRefused(id, 'there is no goal to choose from');
  if (categories.length === 0) return goals;
  const known = [
    ...new Set(goals.flatMap(({ category }) => (category === undefined ? [] : [plain(category)]))),
  ];
  const unknown = categories.find((category) => !known.includes(category));
  if (unknown !== undefined) {
    const fact = `no goal has the category '${unknown}'; there are ${known.join(', ') || 'none'}`;
    throw failures.goalDefinitionRefused(id, fact);
  }
  return goals.filter(
    ({ category }) => category === undefined || categories.includes(plain(category)),
  );
}

function plain(category: string): string {
  return category.trim().toLowerCase();
}
