import { hashOf } from './canonical-json.js';
import { failures } from './failures.js';
import { goalOutputSchema, toolInputSchema } from './json-schema.js';
import { checkPrompts } from './prompts/check-prompts.js';
import type { Goal } from './goal.js';
import type { GoalSpec, ToolSpec } from './goal-spec.js';
import { defaultModelTiming } from './model-timing.js';
import type { Schema } from './schema.js';
import { checkNesting, withSubAgents } from './sub-agents.js';
import { toolHashOf } from './tool-hash.js';
import { defaultApprovalExpiry, type Tool, type ToolTiming } from './tool.js';

/** The goals of a Worker, each as code and as recorded data. Make one with {@link defineRegistry}. */
export interface Registry<Goals extends readonly Goal[] = readonly Goal[]> {
  readonly goals: Goals;
  readonly ids: readonly Goals[number]['id'][];
  /** Versions that are kept for conversations which began with them. */
  readonly olderVersions: readonly Goal[];
  /** @throws `UnknownGoal` when no goal has that id. */
  spec(goalId: string): GoalSpec;
  /** The tool as code, or `undefined` when the goal or the tool is not registered here. */
  tool(goalId: string, name: string): Tool | undefined;
  /** All versions of a goal that are here: the one that new conversations begin with first, if there is one. */
  versions(goalId: string): readonly GoalVersion[];
}

/** A goal as it was at some time. */
export interface GoalVersion {
  readonly spec: GoalSpec;
  /** What it gives in the end, when that is data. */
  readonly output?: Schema;
  /** Its tool as code, or `undefined` when it has none of that name. */
  tool(name: string): Tool | undefined;
}

/** What a registry may have beside its goals. */
export interface RegistryOptions {
  /**
   * Goals as they were: conversations that began with them go on with their tools. A goal of which only an older version
   * is left serves the conversations it has and begins no new one.
   */
  readonly olderVersions?: readonly Goal[];
}

const toolTiming = {
  startToCloseMs: 30_000,
  scheduleToCloseMs: 1_800_000,
  heartbeatMs: 10_000,
  retryIntervalMs: 5_000,
};

/** What the agent is asked to do first when its goal does not say. */
export const defaultStarterPrompt =
  'Greet me, say in a sentence or two what you can do for me, and ask for the first details that you need.';

/**
 * Registers goals: checks each and turns it into the plain data that conversations record.
 *
 * @throws `DuplicateGoal` when two goals share an id.
 * @throws `SchemaRefused` when a tool's input, or a goal's output, has no complete JSON form; names it and the field.
 * @throws `GoalDefinitionRefused` when sub-agents run in a circle; the goals of tools are registered with the others.
 * @throws `PromptRefused` when a template of a goal has a syntax error or reads an unknown variable.
 */
export function defineRegistry<const Goals extends readonly Goal[]>(
  goals: Goals,
  { olderVersions = [] }: RegistryOptions = {},
): Registry<Goals> {
  const current = new Map<string, GoalVersion>();
  for (const goal of goals) {
    if (current.has(goal.id)) throw failures.duplicateGoal(goal.id);
    current.set(goal.id, versionOf(goal));
  }
  const older = olderVersions.map(versionOf);
  const all = withSubAgents(goals);
  for (const goal of all.slice(goals.length)) current.set(goal.id, versionOf(goal));
  const byId = new Map(all.map((goal) => [goal.id, goal]));
  for (const goal of goals) checkNesting(goal, (id) => byId.get(id));
  const ids = goals.map(({ id }) => id);
  return {
    goals,
    ids,
    olderVersions,
    spec(goalId) {
      const version = current.get(goalId);
      if (version === undefined) throw failures.unknownGoal(goalId, ids);
      return version.spec;
    },
    tool: (goalId, name) => current.get(goalId)?.tool(name),
    versions: (goalId) => [...current.values(), ...older].filter(({ spec }) => spec.id === goalId),
  };
}

function versionOf(goal: Goal): GoalVersion {
  checkPrompts(goal.id, goal.prompts ?? {});
  const tools = new Map(goal.tools.map((tool) => [tool.name, tool]));
  const { output } = goal;
  return {
    spec: goalSpec(goal),
    ...(output === undefined ? {} : { output }),
    tool: (name) => tools.get(name),
  };
}

function goalSpec(goal: Goal): GoalSpec {
  const spec = {
    id: goal.id,
    title: goal.title,
    ...(goal.category === undefined ? {} : { category: goal.category }),
    description: goal.description ?? goal.title,
    instructions: goal.instructions,
    tools: goal.tools.map((tool) => toolSpec(tool, goal.toolTiming)),
    starterPrompt: goal.starterPrompt ?? defaultStarterPrompt,
    exampleConversation: goal.exampleConversation ?? [],
    prompts: goal.prompts ?? {},
    validatePrompts: goal.validatePrompts ?? true,
    timeZone: goal.timeZone ?? 'UTC',
    modelTiming: { ...defaultModelTiming, ...goal.modelTiming },
    limits: { stepsPerTurn: 30, sameCall: 3, ...goal.limits },
    continueAsNewAfterTurns: goal.continueAsNewAfterTurns ?? 250,
    rules: 2 as const,
    ...(goal.whenChanged === 'next-turn' ? { whenChanged: goal.whenChanged } : {}),
    ...(goal.chooser === undefined ? {} : { chooser: goal.chooser }),
    ...(goal.planner === 'tools' ? { planner: goal.planner } : {}),
    ...(goal.output === undefined ? {} : { outputSchema: goalOutputSchema(goal.id, goal.output) }),
  };
  return {
    ...spec,
    tools: spec.tools.map((tool) => ({ ...tool, hash: toolHashOf(tool) })),
    hash: hashOf(spec).slice(0, 16),
  };
}

function toolSpec(tool: Tool, goalTiming: ToolTiming = {}): ToolSpec {
  const { needsApproval, approvals, whenApprovalExpires, remindAfterMs } = tool;
  const isForTwo = approvals === 2;
  return {
    name: tool.name,
    description: tool.description,
    inputSchema: toolInputSchema(tool.name, tool.input),
    effect: tool.effect,
    approval:
      typeof needsApproval === 'function'
        ? 'by-input'
        : (needsApproval ?? (isForTwo ? 'always' : 'default')),
    approvalExpiresAfterMs: tool.approvalExpiresAfterMs ?? defaultApprovalExpiry,
    ...(whenApprovalExpires === 'run' ? { whenApprovalExpires } : {}),
    ...(remindAfterMs === undefined ? {} : { remindAfterMs }),
    ...(isForTwo ? { approvals } : {}),
    hasVerify: tool.verify !== undefined,
    ...(tool.handsOff ? { handsOff: true } : {}),
    ...(tool.goal === undefined ? {} : { goalId: tool.goal.id }),
    timing: { ...toolTiming, ...goalTiming, ...tool.timing },
  };
}
