import { activityInfo } from '@temporalio/activity';
import {
  activityPrefix,
  defineRegistry,
  failures,
  withSubAgents,
  type AgentActivities,
  type ConversationStore,
  type Goal,
  type LiveChannel,
  type Model,
  type Registry,
  type ResultStore,
  type ServerLimits,
  type ToolReply,
  type ToolRequest,
} from '@durable-goals/core';
import { offlineModel } from './model/offline/offline-model.js';
import type { AgentObserver } from './observing/agent-observer.js';
import { createCheckInput } from './planning/check-input.js';
import { createGreet } from './planning/greet.js';
import { createPlan } from './planning/plan.js';
import { priceList, pricesFromEnvironment, type ModelPrices } from './planning/prices.js';
import { createResolveGoal } from './planning/resolve-goal.js';
import { createSummarize } from './planning/summarize.js';
import { createRecord } from './recording/record.js';
import type { StoreWriter } from './recording/store-writer.js';
import { writerTo } from './recording/writer-to.js';
import { serverLimitsFromEnvironment, withServerLimits } from './server-limits.js';
import { redactingActivities } from './secrets/redacting-activities.js';
import { workerRedactor, type NamedSecrets } from './secrets/worker-redactor.js';
import { createNotifyApproval, type OnApproval } from './tools/notify-approval.js';
import { toolRunner, toolVerifier } from './tools/tool-runner.js';

/** What a Worker for agents needs to know. */
export interface AgentOptions {
  readonly goals: readonly Goal[] | Registry;
  /** Goals as they were, for the conversations that began with them; see `docs/upgrades.md`. */
  readonly olderVersions?: readonly Goal[];
  /** The model that plans. @defaultValue `offlineModel()`, which needs no key and is no LLM */
  readonly model?: Model;
  /** Models that a conversation may ask for with `setModel`, by what it asks for. */
  readonly modelById?: (id: string) => Model | undefined;
  /**
   * What models cost, by their ids, in USD per million tokens; a goal with a limit of cost needs them.
   *
   * @defaultValue what `LLM_PRICES` holds, as JSON; else none
   */
  readonly prices?: ModelPrices;
  /** Whether a chat asks before every tool call. @defaultValue unless `SHOW_CONFIRM` is `false` */
  readonly showConfirm?: () => boolean;
  /**
   * Told of each call that waits for approval, once when it begins to wait and once after the tool's `remindAfterMs`.
   * It may be told twice of the same, when a Worker crashes; a failure is tried again, five times in all.
   */
  readonly onApproval?: OnApproval;
  /**
   * Where conversations are written to, so that they can be read without a Worker and after Temporal forgot them. It
   * is left open when the Worker stops. @defaultValue nowhere
   */
  readonly store?: ConversationStore;
  /**
   * Where tool results over 64,000 bytes are kept whole; without it, they are cut. Left open like the store.
   * @defaultValue nowhere
   */
  readonly results?: ResultStore;
  /**
   * Where people watch what happens while it happens: words as a model writes them, how far a tool is, and that there is
   * something new to read. Left open like the store. @defaultValue nowhere
   */
  readonly live?: LiveChannel;
  /** What watches model calls, tools and turns, such as `agentSpans()` of `@durable-goals/otel`. @defaultValue nothing */
  readonly observer?: AgentObserver;
  /**
   * Limits of the server, where they are lower than those that Temporal comes with.
   *
   * @defaultValue what `TEMPORAL_SERVER_LIMITS` holds, as JSON; else none
   */
  readonly serverLimits?: ServerLimits;
  /**
   * What must not leave the Worker, beside what `secretsFromEnvironment` finds in its environment: it is taken out of
   * results, failures, heartbeats, log lines and what is stored. A function is asked each time.
   */
  readonly secrets?: NamedSecrets;
}

/** Activities by their type, as `Worker.create` takes them. */
export type ActivityMap = Record<string, (request: never) => Promise<unknown>>;

/**
 * Makes all Activities of a Worker for agents: the framework's own, one for each tool under the tool's
 * name, and `default` for tools that are known at run time only.
 *
 * `AgentPlugin` does the same and brings the Workflow along; this is for Workers without plugins.
 *
 * @throws what `defineRegistry` throws about the goals; `ToolSourcesNotAsked` when there are tools that nobody asked for yet.
 */
export function createAgentActivities(options: AgentOptions): ActivityMap {
  return agentActivities(options, writerTo(options.store, options.secrets));
}

/** The same, with the writer that the Worker's sinks have too. */
export function agentActivities(
  options: AgentOptions,
  writer: StoreWriter | undefined,
): ActivityMap {
  const { modelById = () => undefined, model = offlineModel() } = options;
  const limits = options.serverLimits ?? serverLimitsFromEnvironment(process.env);
  const registry = withServerLimits(registryOf(options), limits);
  checkSourcesAsked(registry);
  const deps = {
    registry,
    models: { default: model, byId: (id: string) => (id === model.id ? model : modelById(id)) },
    prices: priceList(options.prices ?? pricesFromEnvironment(process.env)),
    showConfirm: options.showConfirm ?? showConfirmFromEnvironment,
    ...(writer === undefined ? {} : { writer }),
    ...(options.live === undefined ? {} : { live: options.live }),
    ...(options.observer === undefined ? {} : { observer: options.observer }),
  };
  const { store, results, live, observer } = options;
  const keeping = { store, results, live, observer, payloadBytes: limits?.payloadBytes };
  const resolveGoal = createResolveGoal({
    ...deps,
    notifiesApprovals: options.onApproval !== undefined,
  });
  const plan = createPlan(deps);
  const own: AgentActivities = {
    resolveGoal,
    greet: createGreet({ resolveGoal, plan }),
    notifyApproval: createNotifyApproval(options.onApproval),
    plan,
    checkInput: createCheckInput(deps),
    summarize: createSummarize(deps),
    record: createRecord(writer),
    verify: toolVerifier(registry, keeping),
  };
  const runTool = toolRunner(registry, keeping);
  const allGoals = [...withSubAgents(registry.goals), ...registry.olderVersions];
  const toolNames = new Set(allGoals.flatMap(({ tools }) => tools.map(({ name }) => name)));
  const activities = {
    ...Object.fromEntries(
      Object.entries(own).map(([name, activity]) => [`${activityPrefix}${name}`, activity]),
    ),
    ...Object.fromEntries([...toolNames].map((name) => [name, runTool])),
    default: (request: ToolRequest): Promise<ToolReply> =>
      runTool({ ...request, tool: activityInfo().activityType }),
  };
  return redactingActivities(activities, workerRedactor(options.secrets));
}

/** @throws `ToolSourcesNotAsked` */
function checkSourcesAsked({ goals, olderVersions }: Registry): void {
  for (const { id, toolSources = [] } of [...withSubAgents(goals), ...olderVersions]) {
    const [source] = toolSources;
    if (source !== undefined) throw failures.toolSourcesNotAsked(id, source.name);
  }
}

/** The goals of a Worker, checked. @throws what `defineRegistry` throws */
export function registryOf({
  goals,
  olderVersions,
}: Pick<AgentOptions, 'goals' | 'olderVersions'>): Registry {
  if (!('ids' in goals)) return defineRegistry(goals, olderVersions ? { olderVersions } : {});
  if (olderVersions === undefined) return goals;
  const older = defineRegistry([], { olderVersions });
  return {
    ...goals,
    olderVersions: [...goals.olderVersions, ...olderVersions],
    versions: (goalId) => [...goals.versions(goalId), ...older.versions(goalId)],
  };
}

function showConfirmFromEnvironment(): boolean {
  return process.env['SHOW_CONFIRM']?.trim().toLowerCase() !== 'false';
}
