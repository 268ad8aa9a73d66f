import { activityInfo } from '@temporalio/activity';
import {
  activityPrefix,
  defineRegistry,
  type AgentActivities,
  type Goal,
  type Model,
  type Registry,
  type ToolReply,
  type ToolRequest,
} from '@durable-goals/core';
import { offlineModel } from './model/offline/offline-model.js';
import { createCheckInput } from './planning/check-input.js';
import { createPlan } from './planning/plan.js';
import { createResolveGoal } from './planning/resolve-goal.js';
import { createSummarize } from './planning/summarize.js';
import { toolRunner, toolVerifier } from './tools/tool-runner.js';

/** What a Worker for agents needs to know. */
export interface AgentOptions {
  readonly goals: readonly Goal[] | Registry;
  /** The model that plans. @defaultValue `offlineModel()`, which needs no key and is no LLM */
  readonly model?: Model;
  /** Models that a conversation may ask for with `setModel`, by what it asks for. */
  readonly modelById?: (id: string) => Model | undefined;
  /** Whether a chat asks before every tool call. @defaultValue unless `SHOW_CONFIRM` is `false` */
  readonly showConfirm?: () => boolean;
}

/** Activities by their type, as `Worker.create` takes them. */
export type ActivityMap = Record<string, (request: never) => Promise<unknown>>;

/**
 * Makes all Activities of a Worker for agents: the framework's own, one for each tool under the tool's
 * name, and `default` for tools that are known at run time only.
 *
 * `AgentPlugin` does the same and brings the Workflow along; this is for Workers without plugins.
 *
 * @throws what `defineRegistry` throws about the goals.
 */
export function createAgentActivities(options: AgentOptions): ActivityMap {
  const { goals, modelById = () => undefined, model = offlineModel() } = options;
  const registry = 'ids' in goals ? goals : defineRegistry(goals);
  const deps = {
    registry,
    models: { default: model, byId: (id: string) => (id === model.id ? model : modelById(id)) },
    showConfirm: options.showConfirm ?? showConfirmFromEnvironment,
  };
  const own: AgentActivities = {
    resolveGoal: createResolveGoal(deps),
    plan: createPlan(deps),
    checkInput: createCheckInput(deps),
    summarize: createSummarize(deps),
    verify: toolVerifier(registry),
  };
  const runTool = toolRunner(registry);
  const toolNames = new Set(registry.goals.flatMap(({ tools }) => tools.map(({ name }) => name)));
  return {
    ...Object.fromEntries(
      Object.entries(own).map(([name, activity]) => [`${activityPrefix}${name}`, activity]),
    ),
    ...Object.fromEntries([...toolNames].map((name) => [name, runTool])),
    default: (request: ToolRequest): Promise<ToolReply> =>
      runTool({ ...request, tool: activityInfo().activityType }),
  };
}

function showConfirmFromEnvironment(): boolean {
  return process.env['SHOW_CONFIRM']?.trim().toLowerCase() !== 'false';
}
