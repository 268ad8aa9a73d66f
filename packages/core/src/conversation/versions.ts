import type { GoalSpec } from '../goal-spec.js';
import { appendSettled, close } from './calls.js';
import { append, clear, set, timeOf, type Draft } from './draft.js';

/** Whether the goal has to be looked up before the message of a turn is taken, which is then begun. */
export function lookUpGoal(draft: Draft, turn: number): boolean {
  const { goal, lookedUp } = draft.state;
  // Recorded with the goal: a conversation that began before there was the choice never looks it up.
  if (goal?.whenChanged !== 'next-turn' || lookedUp === turn) return false;
  set(draft, { lookingUp: true, lookedUp: turn });
  draft.commands.push({ kind: 'look-up-goal', goalId: goal.id });
  return true;
}

/** Takes in how the goal is registered now, and goes on with it; without one, the recorded goal stays. */
export function goalLookedUp(draft: Draft, found: GoalSpec | undefined): void {
  const { lookingUp, goal } = draft.state;
  clear(draft, 'lookingUp');
  if (!lookingUp || goal === undefined || found?.id !== goal.id) return;
  set(draft, { goal: found });
  takeUpVersion(draft, goal);
}

/** Whether one goal is a version of the other, both recorded since tools have hashes to compare. */
export function isOtherVersion({ id, tools }: GoalSpec, other: GoalSpec): boolean {
  // What older Workers recorded has no hashes: it goes on the way it did, as a replay needs it to.
  return id === other.id && tools.some(({ hash }) => hash !== undefined);
}

/**
 * Says that the goal has another version than `before`, and withdraws the calls whose tool changed with it:
 * they were shown as something else. The others wait on.
 *
 * @returns Whether a call was withdrawn.
 */
export function takeUpVersion(draft: Draft, before: GoalSpec): boolean {
  const { goal, batch } = draft.state;
  if (goal === undefined || goal.hash === before.hash) return false;
  let isWithdrawn = false;
  for (const call of batch) {
    if (call.status !== 'awaiting-approval') continue;
    const shown = call.toolHash ?? hashIn(before, call.tool);
    if (shown !== undefined && shown === hashIn(goal, call.tool)) continue;
    const reason = `'${call.tool}' is another tool in the new version of the goal.`;
    close(draft, call, { decision: 'withdrawn', reason, at: timeOf(draft) });
    isWithdrawn = true;
  }
  if (isWithdrawn) appendSettled(draft);
  append(draft, {
    role: 'system',
    text: `The goal '${goal.title}' has changed; this conversation goes on with its new version.`,
  });
  return isWithdrawn;
}

function hashIn({ tools }: GoalSpec, name: string): string | undefined {
  return tools.find((tool) => tool.name === name)?.hash;
}
