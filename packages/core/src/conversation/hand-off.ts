import { isJsonObject } from '../json.js';
import { append, clear, set, type Draft } from './draft.js';
import { toolOf, type CallState } from './state.js';

/**
 * Looks up a goal to go on with; what is to be done if there is none stays what it was. Until its first goal is known, a
 * conversation does not know the rules that it looks another one up by, so that waits.
 */
export function goOnWithGoal(draft: Draft, goalId: string): void {
  set(draft, { switchingTo: goalId });
  if (draft.state.goal === undefined) return;
  draft.commands.push({ kind: 'resolve-goal', goalId });
}

/** The goal that the calls of a step hand the conversation to, if one does: the last that completed. */
export function handedTo(draft: Draft, batch: readonly CallState[]): string | undefined {
  for (const { tool, result } of batch.toReversed()) {
    if (result?.outcome !== 'completed' || !toolOf(draft.state, tool)?.handsOff) continue;
    const { output } = result;
    const newGoal = isJsonObject(output) ? output['newGoal'] : undefined;
    if (typeof newGoal === 'string' && newGoal !== draft.state.goal?.id) return newGoal;
  }
  return undefined;
}

/** Where the person wants something else, and there is a goal to choose from others: goes on with that. */
export function chooseAnother(draft: Draft): boolean {
  const { goal, queue } = draft.state;
  if (goal?.chooser === undefined || goal.chooser === goal.id || queue.length > 0) return false;
  goOnWithGoal(draft, goal.chooser);
  return true;
}

/** Stays with the goal it has: the other one could not be found. Whoever wanted it is told. */
export function goalUnknown(draft: Draft, reason: string): void {
  clear(draft, 'switchingTo');
  // The model asked for it, and goes on with knowing that.
  if (draft.state.todo?.kind === 'tool-results') append(draft, { role: 'system', text: reason });
  else append(draft, { role: 'agent', text: reason, step: { next: 'question' } });
}
