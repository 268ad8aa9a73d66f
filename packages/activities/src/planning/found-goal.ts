import {
  toolHashOf,
  type GoalReference,
  type GoalSpec,
  type Registry,
  type Schema,
  type Tool,
  type ToolSpec,
} from '@durable-goals/core';

/** A goal that a conversation goes by, with its tools' code where this Worker has it. */
export interface FoundGoal {
  readonly spec: GoalSpec;
  /** What it gives in the end, as code, where this Worker has it. */
  readonly output?: Schema;
  /** The tool of that name, or `undefined` when the goal has none. */
  tool(name: string): FoundTool | undefined;
}

/** A tool of a goal; without code, its input is checked by its JSON Schema. */
export interface FoundTool {
  readonly spec: ToolSpec;
  readonly code?: Tool;
  /** Whether the code is of another version of the goal, in which only the tool's spec is the same. */
  readonly isOfOtherVersion?: true;
}

/**
 * Finds the version of a goal that a conversation recorded.
 *
 * @returns `undefined` when this Worker does not have that version and the recorded one did not come along.
 */
export function findGoal(registry: Registry, reference: GoalReference): FoundGoal | undefined {
  const { id, hash, spec: recorded } = reference;
  const versions = registry.versions(id);
  const exact = versions.find((version) => version.spec.hash === hash);
  const spec = exact?.spec ?? recorded;
  if (spec === undefined) return undefined;
  return {
    spec,
    ...(exact?.output === undefined ? {} : { output: exact.output }),
    tool(name) {
      const found = spec.tools.find((tool) => tool.name === name);
      if (found === undefined) return undefined;
      const code = exact?.tool(name);
      if (code !== undefined) return { spec: found, code };
      const toolHash = toolHashOf(found);
      const like = versions.find((version) =>
        version.spec.tools.some((tool) => tool.name === name && tool.hash === toolHash),
      );
      const likeCode = like?.tool(name);
      return likeCode === undefined
        ? { spec: found }
        : { spec: found, code: likeCode, isOfOtherVersion: true };
    },
  };
}
