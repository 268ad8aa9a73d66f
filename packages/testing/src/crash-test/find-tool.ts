import type { Goal, Tool } from '@durable-goals/core';

/**
 * Finds a tool in a module: exported by itself, in a list, or in a goal.
 *
 * @throws `Error` that names the tools that are there.
 */
export async function findTool(moduleUrl: string, name: string): Promise<Tool> {
  const exported = (await import(moduleUrl)) as Record<string, unknown>;
  const tools = Object.values(exported).flatMap(toolsIn);
  const tool = tools.find((tool) => tool.name === name);
  if (tool !== undefined) return tool;
  const names = [...new Set(tools.map((tool) => `'${tool.name}'`))];
  const there = names.length === 0 ? 'It exports no tools.' : `It has ${names.join(', ')}.`;
  throw new Error(
    `'${moduleUrl}' exports no tool '${name}', by itself, in a list or in a goal. ${there}`,
  );
}

function toolsIn(value: unknown): readonly Tool[] {
  if (Array.isArray(value)) return value.flatMap(toolsIn);
  if (isTool(value)) return [value];
  return isGoal(value) ? value.tools : [];
}

function isTool(value: unknown): value is Tool {
  return (
    typeof value === 'object' &&
    value !== null &&
    'execute' in value &&
    'effect' in value &&
    'name' in value
  );
}

function isGoal(value: unknown): value is Goal {
  return (
    typeof value === 'object' && value !== null && 'tools' in value && Array.isArray(value.tools)
  );
}
