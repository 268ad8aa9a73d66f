import { activityInfo, log } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import {
  toolHashOf,
  toolNotOnWorker,
  toolVersionMissing,
  type GoalVersion,
  type Registry,
  type Tool,
  type ToolRequest,
} from '@durable-goals/core';

/**
 * Finds the code of a tool in the version that the conversation goes by: that of its very goal, or else of
 * another version of the goal whose tool is the same.
 *
 * @throws `ToolNotOnWorker` when this Worker does not have the tool, `ToolVersionMissing` when it has another
 *   version only; another Worker may have it. Their detail is the attempt's number.
 */
export function toolFor(registry: Registry, request: ToolRequest): Tool {
  const { goal, tool: name, toolHash, toolSpec } = request;
  const versions = registry.versions(goal.id);
  const wanted = toolHash ?? (toolSpec && toolHashOf(toolSpec));
  const current = registry.tool(goal.id, name);
  const exact = versions.find(({ spec }) => spec.hash === goal.hash);
  // A Workflow of an older release does not say which version of the tool it means.
  const tool =
    wanted === undefined
      ? (exact?.tool(name) ?? current)
      : codeOf([...(exact ? [exact] : []), ...versions], name, wanted);
  // What is known at run time only is in no version; it is as the goal's look-up finds it.
  const isListed = versions.some(({ spec }) => spec.tools.some((listed) => listed.name === name));
  const found = tool ?? (isListed ? undefined : current);
  if (found !== undefined) return found;
  throw wanted === undefined || versions.length === 0
    ? notOnWorker(goal.id, name)
    : versionMissing(goal.id, name);
}

function codeOf(versions: readonly GoalVersion[], name: string, hash: string): Tool | undefined {
  return versions
    .find(({ spec }) => spec.tools.some((tool) => tool.name === name && tool.hash === hash))
    ?.tool(name);
}

function notOnWorker(goalId: string, name: string): ApplicationFailure {
  return ApplicationFailure.retryable(
    `Goal '${goalId}' has no tool '${name}' on this Worker. Register it here, or run a Worker that has it.`,
    toolNotOnWorker,
    activityInfo().attempt,
  );
}

function versionMissing(goalId: string, name: string): ApplicationFailure {
  const fact = `'${name}' was not run: this conversation goes by another version of it than the one that the Worker has for goal '${goalId}'`;
  log.warn(fact);
  return ApplicationFailure.nonRetryable(
    `${fact}. Keep the older goal in the Worker's olderVersions and ask again, or take the new version up with changeGoal.`,
    toolVersionMissing,
    activityInfo().attempt,
  );
}
