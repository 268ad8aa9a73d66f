import {
  argumentsMissingText,
  inputHashOf,
  toolArguments,
  type GoalSpec,
  type JsonObject,
  type PlannedCall,
} from '@durable-goals/core';
import { needsApproval, type ApprovalSetting } from './approval.js';
import { checkToolInput } from './check-tool-input.js';
import type { FoundGoal, FoundTool } from './found-goal.js';
import type { AskedCall } from './next-step-answer.js';
import { inputSizeProblem } from './reply-size.js';
import { withoutSecrets } from '../secrets/redacting-activities.js';
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
      /** The same as a call that is not made, for when others beside it are. */
      readonly call: PlannedCall;
    };

/** What planning a call needs. */
export interface CallPlanning extends ApprovalSetting {
  readonly goal: FoundGoal;
  /** Which conversation an approval will hold for. */
  readonly conversation: { readonly conversationId: string; readonly chainId: string };
}

/** Calls of one answer that are looked at; the Workflow makes no more in one step. */
const maxCalls = 16;

/**
 * Turns a step that wants tools into calls, in the order asked for: each input cleaned, checked and hashed.
 *
 * Calls that are the same to the letter count once: a model that stutters must not pay twice. Of those
 * beyond sixteen the first says so, as a call that is not made, and the others are left out.
 */
export async function planCalls(
  planning: CallPlanning,
  asked: readonly AskedCall[],
): Promise<readonly CallOutcome[]> {
  const drafts = new Map<string, CallDraft>();
  for (const one of asked) {
    const draft = draftOf(planning, one);
    const { inputHash } = draft.call;
    const same = drafts.get(inputHash);
    drafts.set(inputHash, same === undefined ? draft : withIds(same, idsOf([same, draft])));
  }
  const distinct = [...drafts.values()];
  const outcomes = await Promise.all(
    distinct.slice(0, maxCalls).map((draft) => outcomeOf(planning, draft)),
  );
  const left = distinct.slice(maxCalls);
  const [first] = left;
  if (first === undefined) return outcomes;
  const { call: over } = withIds(first, idsOf(left));
  const error = `'${over.tool}' was not run: ${distinct.length} calls were asked for at once, and a step may make ${maxCalls}. Ask for the others again, fewer at a time.`;
  return [...outcomes, { kind: 'call', call: { ...over, error } }];
}

/** A call before its input is checked; `tool` is missing when the model made the name up. */
interface CallDraft {
  readonly tool?: FoundTool;
  readonly call: PlannedCall;
  readonly problem?: string;
}

function idsOf(drafts: readonly CallDraft[]): readonly string[] {
  return drafts.flatMap(({ call: { ids = [] } }) => ids);
}

function withIds(draft: CallDraft, ids: readonly string[]): CallDraft {
  return ids.length === 0 ? draft : { ...draft, call: { ...draft.call, ids } };
}

function draftOf({ goal, conversation }: CallPlanning, given: AskedCall): CallDraft {
  // Before it is cut, and before it is hashed: what is approved is what runs.
  const asked = withoutSecrets(given);
  const found = goal.tool(asked.tool);
  const { problem } = asked;
  const input = found === undefined ? asked.input : cleanInput(found.spec.inputSchema, asked.input);
  const drawn = withoutSecrets(
    found === undefined ? madeUp(goal.spec, asked.tool, input) : { tool: asked.tool, input },
  );
  return {
    ...(found === undefined ? {} : { tool: found }),
    ...(problem === undefined ? {} : { problem }),
    call: {
      effect: found?.spec.effect ?? 'read',
      needsApproval: false,
      ...drawn,
      inputHash: inputHashOf(drawn.tool, drawn.input, conversation),
      ...(given.id === undefined ? {} : { ids: [given.id] }),
    },
  };
}

async function outcomeOf(
  planning: CallPlanning,
  { tool, call, problem: form }: CallDraft,
): Promise<CallOutcome> {
  if (tool === undefined) return { kind: 'call', call };
  const { goal } = planning;
  const { spec } = tool;
  const missing = missingArguments(spec.inputSchema, call.input);
  if (missing.length > 0 && form === undefined) {
    const problem = argumentsMissingText(goal.spec, spec, missing);
    return refused(call, { about: 'arguments', problem, question: askFor(tool, missing) });
  }
  const problem = form ?? inputSizeProblem(goal.spec, call.input);
  const checked =
    problem === undefined
      ? await checkToolInput(tool, call.input)
      : ({ kind: 'refused', problem } as const);
  if (checked.kind === 'refused') {
    return refused(call, {
      about: 'input',
      problem: `"input" does not fit ${spec.name}: ${checked.problem}. Correct it from what the person said, or ask the person.`,
      question: `I cannot run ${spec.name} yet: ${checked.problem}. What should it be?`,
    });
  }
  const asks = await needsApproval(tool, checked.value, planning);
  return { kind: 'call', call: { ...call, needsApproval: asks } };
}

function refused(
  call: PlannedCall,
  why: Pick<Extract<CallOutcome, { kind: 'problem' }>, 'about' | 'problem' | 'question'>,
): CallOutcome {
  const error = `'${call.tool}' was not run: ${why.problem}`;
  return { kind: 'problem', ...why, call: { ...call, input: bounded(call.input), error } };
}

/** Characters of a name that a model made up, and of an input that is not run; more would only fill the transcript. */
const maxMadeUpName = 64;
const maxUnusedInput = 4_096;

/** A call of a tool that does not exist: it never runs, and the model reads why. */
function madeUp(
  spec: GoalSpec,
  name: string,
  given: JsonObject,
): Pick<PlannedCall, 'tool' | 'input' | 'error'> {
  const names = spec.tools.map((tool) => tool.name).join(', ');
  const tool = name.slice(0, maxMadeUpName);
  return {
    tool,
    input: bounded(given),
    error: `There is no tool '${tool}'. ${names === '' ? 'This goal has none.' : `The tools are ${names}.`}`,
  };
}

function bounded(input: JsonObject): JsonObject {
  return JSON.stringify(input).length > maxUnusedInput ? {} : input;
}

function askFor({ spec }: FoundTool, missing: readonly string[]): string {
  const lines = toolArguments(spec.inputSchema)
    .filter(({ name }) => missing.includes(name))
    .map(({ name, description }) => (description === '' ? name : `${name} (${description})`));
  return `Before I can run ${spec.name}, I need to know: ${lines.join(', ')}.`;
}
