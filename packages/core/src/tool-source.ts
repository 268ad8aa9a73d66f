import type { Goal } from './goal.js';
import { defineGoal } from './goal.js';
import { defineRegistry, type Registry } from './registry.js';
import type { Tool } from './tool.js';

/** Whether a registry has goals with sources whose tools are not known yet. */
export function hasToolSources({ goals, olderVersions }: Registry): boolean {
  return [...goals, ...olderVersions].some((goal) => sourcesBelow(goal, new Set()).length > 0);
}

/**
 * Asks the sources of goals which tools they have: those of sub-agents and of older versions too, each source once. A
 * Worker does so at its start; this is for Workers without `AgentPlugin`, and for programs that want to know all tools.
 *
 * @returns The goals with all their tools, and no sources left.
 * @throws what a source throws that cannot be asked, and `DuplicateTool` when a goal has two tools of one name then.
 */
export async function askToolSources(registry: Registry): Promise<Registry> {
  if (!hasToolSources(registry)) return registry;
  const complete = completer();
  const goals = await inTurn(registry.goals, complete);
  const olderVersions = await inTurn(registry.olderVersions, complete);
  return defineRegistry(goals, { olderVersions });
}

/** Completes goals; the same one gives the same, wherever it is met. */
function completer(): (goal: Goal) => Promise<Goal> {
  const found = new Map<object, Promise<readonly Tool[]>>();
  const made = new Map<Goal, Promise<Goal>>();

  async function toolsOf(goal: Goal): Promise<readonly Tool[]> {
    const sources = goal.toolSources ?? [];
    for (const source of sources) if (!found.has(source)) found.set(source, source.tools());
    const sourced = await Promise.all(sources.map(async (source) => await found.get(source)));
    const own = await inTurn(goal.tools, async (tool) =>
      tool.goal === undefined ? tool : withGoal(tool, await complete(tool.goal)),
    );
    return [...own, ...sourced.flatMap((tools = []) => tools)];
  }

  async function completed(goal: Goal): Promise<Goal> {
    if (sourcesBelow(goal, new Set()).length === 0) return goal;
    const { toolSources: _, ...rest } = goal;
    return defineGoal({ ...rest, tools: await toolsOf(goal) });
  }

  function complete(goal: Goal): Promise<Goal> {
    const known = made.get(goal) ?? completed(goal);
    made.set(goal, known);
    return known;
  }
  return complete;
}

function withGoal(tool: Tool, goal: Goal): Tool {
  return tool.goal === goal ? tool : { ...tool, goal };
}

/** The sources of a goal and of its sub-agents. */
function sourcesBelow(goal: Goal, seen: Set<Goal>): readonly object[] {
  if (seen.has(goal)) return [];
  seen.add(goal);
  const below = goal.tools.flatMap(({ goal: inner }) =>
    inner === undefined ? [] : sourcesBelow(inner, seen),
  );
  return [...(goal.toolSources ?? []), ...below];
}

async function inTurn<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<Item>,
): Promise<readonly Item[]> {
  const done: Item[] = [];
  for (const item of items) done.push(await work(item));
  return done;
}
