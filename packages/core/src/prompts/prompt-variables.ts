import type { GoalSpec, PromptName } from '../goal-spec.js';
import type { ToolOutcome } from '../message.js';
import type { Trigger } from '../model.js';

/** The variables that each template gets. */
export interface PromptVariables extends Record<PromptName, object> {
  readonly planner: {
    readonly goal: PromptGoal;
    readonly tools: readonly PromptTool[];
    readonly example: GoalSpec['exampleConversation'];
    /** The members of the object that the model answers with. */
    readonly answer: readonly PromptField[];
  };
  /** In place of `planner`, where tools are called natively. */
  readonly toolsPlanner: {
    readonly goal: PromptGoal;
    readonly tools: readonly PromptTool[];
    readonly example: GoalSpec['exampleConversation'];
    /** Whether nobody takes part who could be asked. */
    readonly autonomous: boolean;
    /** Whether the goal gives data in the end. */
    readonly hasResult: boolean;
    /** `YYYY-MM-DD`, in the goal's time zone. */
    readonly today: string;
    readonly weekday: string;
    readonly timeZone: string;
  };
  readonly situation: {
    readonly known: readonly PromptValue[];
    /** Names of the tools that have completed. */
    readonly completed: readonly string[];
    /** Names of the tools that have not. */
    readonly remaining: readonly string[];
    /** Calls that wait for approval; `input` as JSON. */
    readonly pending: readonly { readonly tool: string; readonly input: string }[];
    /** `YYYY-MM-DD`, in the goal's time zone. */
    readonly today: string;
    readonly weekday: string;
    readonly timeZone: string;
    /** Whether nobody takes part who could be asked. */
    readonly autonomous: boolean;
    /** Whether this has to be the final answer, because a limit is near. */
    readonly final: boolean;
    readonly trigger: Trigger['kind'];
    readonly starterPrompt: string;
    /** The rendered `toolCompleted` or `allToolsDone`; empty unless tools brought this step about. */
    readonly afterTools: string;
  };
  readonly toolCompleted: {
    readonly results: readonly PromptOutcome[];
    readonly completed: readonly string[];
    readonly remaining: readonly string[];
  };
  readonly allToolsDone: {
    readonly results: readonly PromptOutcome[];
    readonly completed: readonly string[];
  };
  readonly argumentsMissing: {
    readonly tool: string;
    readonly missing: readonly PromptArgument[];
  };
  readonly validation: {
    readonly goal: PromptGoal;
    readonly tools: readonly PromptTool[];
    /** The members of the verdict. */
    readonly answer: readonly PromptField[];
  };
  readonly summary: { readonly goal: PromptGoal };
}

/** A goal, as templates see it. */
export interface PromptGoal {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly instructions: string;
}

/** A tool, as templates see it. */
export interface PromptTool {
  readonly name: string;
  readonly description: string;
  readonly arguments: readonly PromptArgument[];
}

/** Something with a name and a meaning; the description may be empty. */
export interface PromptField {
  readonly name: string;
  readonly type: string;
  readonly description: string;
}

/** An argument of a tool. Those inside another are named `outer.inner`, those of list items `list[].inner`. */
export interface PromptArgument extends PromptField {
  readonly required: boolean;
}

/** A known argument; `value` as JSON. */
export interface PromptValue {
  readonly name: string;
  readonly value: string;
}

/** How a call ended. */
export interface PromptOutcome {
  readonly tool: string;
  readonly outcome: ToolOutcome;
}

const argument: PromptArgument = { name: 'city', type: 'string', description: '', required: true };
const goal: PromptGoal = { id: 'trip', title: 'A trip', description: 'A trip', instructions: '' };
const tool: PromptTool = { name: 'FindEvents', description: 'Finds', arguments: [argument] };
const results: readonly PromptOutcome[] = [{ tool: 'FindEvents', outcome: 'completed' }];
const completed = ['FindEvents'];
const remaining = ['SearchFlights'];

/** One complete set of variables for each template, to try a template out with. */
export const sampleVariables: PromptVariables = {
  planner: {
    goal,
    tools: [tool],
    example: [{ role: 'user', text: 'Hello' }],
    answer: [argument],
  },
  toolsPlanner: {
    goal,
    tools: [tool],
    example: [{ role: 'user', text: 'Hello' }],
    autonomous: false,
    hasResult: true,
    today: '2026-03-02',
    weekday: 'Monday',
    timeZone: 'UTC',
  },
  situation: {
    known: [{ name: 'city', value: '"Melbourne"' }],
    completed,
    remaining,
    pending: [{ tool: 'SearchFlights', input: '{}' }],
    today: '2026-03-02',
    weekday: 'Monday',
    timeZone: 'UTC',
    autonomous: false,
    final: false,
    trigger: 'tool-results',
    starterPrompt: 'Say hello.',
    afterTools: 'FindEvents completed.',
  },
  toolCompleted: { results, completed, remaining },
  allToolsDone: { results, completed },
  argumentsMissing: { tool: 'FindEvents', missing: [argument] },
  validation: { goal, tools: [tool], answer: [argument] },
  summary: { goal },
};
