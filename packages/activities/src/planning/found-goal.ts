import type { GoalReference, GoalSpec, Registry, Tool, ToolSpec } from '@durable-goals/core';

/** A goal that a conversation goes by, with its tools' code where this Worker has that very version. */
export interface FoundGoal {
  readonly spec: GoalSpec;
  /** The tool of that name, or `undefined` when the goal has none. */
  tool(name: string): FoundTool | undefined;
}

/** A tool of a goal; without code, its input is checked by its JSON Schema. */
export interface FoundTool {
  readonly spec: ToolSpec;
  readonly code?: Tool;
}

/**
 * Finds the version of a goal that a conversation recorded.
 *
 * @returns `undefined` when this Worker registers another version and the recorded one did not come along.
 */
export function findGoal(registry: Registry, reference: GoalReference): FoundGoal | undefined {
  const { id, hash, spec: recorded } = reference;
  const registered = registry.ids.includes(id) ? registry.spec(id) : undefined;
  const isSame = registered?.hash === hash;
  const spec = isSame ? registered : recorded;
  if (spec === undefined) return undefined;
  return {
    spec,
    tool(name) {
      const found = spec.tools.find((tool) => tool.name === name);
      const code = isSame ? registry.tool(id, name) : undefined;
      return found && { spec: found, ...(code === undefined ? {} : { code }) };
    },
  };
}
