import {
  argumentsMissingText,
  inputHashOf,
  toolArguments,
  type GoalSpec,
  type JsonObject,
  type NextStep,
  type PlannedCall,
} from '@durable-goals/core';
import { needsApproval } from './approval.js';
import { checkToolInput } from './check-tool-input.js';
import type { FoundGoal, FoundTool } from './found-goal.js';
import { cleanInput, missingArguments } from './tool-input.js';

/** A call that can be put to the conversation, or what the model is told and the person asked instead. */
export type CallOutcome =
  | { readonly kind: 'call'; readonly call: PlannedCall }
  | {
      readonly kind: 'problem';
      readonly about: 'arguments' | 'input';
      /** For the model. */
      readonly problem: string;
      /** For the person, when the model cannot mend it. */
      readonly question: string;
    };

/** What planning a call needs. */
export interface CallPlanning {
  readonly goal: FoundGoal;
  readonly showConfirm: () => boolean;
  /** Which conversation an approval will hold for. */
  readonly conversation: { readonly conversationId: string; readonly chainId: string };
}

/** Turns a step that wants a tool into a call: its input cleaned, checked and hashed. */
export async function planCall(
  { goal, showConfirm, conversation }: CallPlanning,
  step: NextStep,
): Promise<CallOutcome> {
  const name = step.tool ?? '';
  const tool = goal.tool(name);
  if (tool === undefined) {
    const call = madeUp(goal.spec, name, step.input ?? {});
    return {
      kind: 'call',
      call: { ...call, inputHash: inputHashOf(call.tool, call.input, conversation) },
    };
  }
  const { spec } = tool;
  const input = cleanInput(spec.inputSchema, step.input ?? {});
  const missing = missingArguments(spec.inputSchema, input);
  if (missing.length > 0) {
    return {
      kind: 'problem',
      about: 'arguments',
      problem: argumentsMissingText(goal.spec, spec, missing),
      question: askFor(tool, missing),
    };
  }
  const checked = await checkToolInput(tool, input);
  if (checked.kind === 'refused') {
    return {
      kind: 'problem',
      about: 'input',
      problem: `"input" does not fit ${name}: ${checked.problem}. Correct it from what the person said, or ask the person.`,
      question: `I cannot run ${name} yet: ${checked.problem}. What should it be?`,
    };
  }
  const call: PlannedCall = {
    tool: name,
    input,
    inputHash: inputHashOf(name, input, conversation),
    effect: spec.effect,
    needsApproval: await needsApproval(tool, checked.value, showConfirm),
  };
  return { kind: 'call', call };
}

/** Characters of a name or of an input that a model made up; more would only fill the transcript. */
const maxMadeUpName = 64;
const maxMadeUpInput = 4_096;

/** A call of a tool that does not exist: it never runs, and the model reads why. */
function madeUp(spec: GoalSpec, name: string, given: JsonObject): Omit<PlannedCall, 'inputHash'> {
  const names = spec.tools.map((tool) => tool.name).join(', ');
  const tool = name.slice(0, maxMadeUpName);
  const input = JSON.stringify(given).length > maxMadeUpInput ? {} : given;
  return {
    tool,
    input,
    effect: 'read',
    needsApproval: false,
    error: `There is no tool '${tool}'. ${names === '' ? 'This goal has none.' : `The tools are ${names}.`}`,
  };
}

function askFor({ spec }: FoundTool, missing: readonly string[]): string {
  const lines = toolArguments(spec.inputSchema)
    .filter(({ name }) => missing.includes(name))
    .map(({ name, description }) => (description === '' ? name : `${name} (${description})`));
  return `Before I can run ${spec.name}, I need to know: ${lines.join(', ')}.`;
}
