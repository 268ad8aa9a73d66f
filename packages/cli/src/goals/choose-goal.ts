import { failures, type Registry } from '@durable-goals/core';

/**
 * The goal that a new conversation is about: the one named, else `AGENT_GOAL`, else the first.
 *
 * @throws `UnknownGoal` when there is none with that id.
 */
export function chooseGoal(
  { ids }: Registry,
  named: string | undefined,
  env: NodeJS.ProcessEnv,
): string {
  const wanted = named ?? (env['AGENT_GOAL']?.trim() || undefined) ?? ids[0] ?? '';
  if (ids.includes(wanted)) return wanted;
  throw failures.unknownGoal(wanted, ids);
}
