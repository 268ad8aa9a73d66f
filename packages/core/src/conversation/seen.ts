import { boundsOf } from './bounds.js';
import { park, set, type Draft } from './draft.js';
import type { ConversationState } from './state.js';

/** Remembers a client's id, so that the same one is taken once. */
export function remember(draft: Draft, id: string, turn: number): void {
  const { seen: before, goal } = draft.state;
  // A thousand of them: to push one would copy them once more, for room that nobody uses.
  const seen = before.slice(1 - boundsOf(goal).seenIds).concat([[id, turn]]);
  passOn(before, seen);
  set(draft, { seen });
}

/** The turn that a client's id belongs to, when it was taken before. */
export function seenTurn(
  { seen }: Pick<ConversationState, 'seen'>,
  id: string,
): number | undefined {
  if (seen.length < fewest) return seen.find(([other]) => other === id)?.[1];
  let turns = indices.get(seen);
  if (turns === undefined) {
    // Of one that is there twice, the first counts.
    turns = new Map(seen.toReversed());
    indices.set(seen, turns);
  }
  return turns.get(id);
}

/** Whether a request was taken before; its caller then waits for the turn that it belongs to. */
export function joined(
  draft: Draft,
  { id, caller }: { readonly id: string; readonly caller?: string },
): boolean {
  const turn = seenTurn(draft.state, id);
  if (turn === undefined) return false;
  park(draft, caller, turn);
  return true;
}

type Seen = ConversationState['seen'];

/** So many are looked through as fast as they are looked up. */
const fewest = 32;

/** Of long lists, the turns by their ids: what could be found in the list as well. */
const indices = new WeakMap<Seen, Map<string, number>>();

/** Makes the index of a list that of the list that follows from it, if it has one: only the newest is asked again. */
function passOn(before: Seen, after: Seen): void {
  const turns = indices.get(before);
  const last = after.at(-1);
  if (turns === undefined || last === undefined || turns.size < before.length) return;
  indices.delete(before);
  for (const [id] of before.slice(0, before.length + 1 - after.length)) turns.delete(id);
  // An id that is there already keeps its turn, and the next list gets an index of its own.
  if (!turns.has(last[0])) turns.set(...last);
  indices.set(after, turns);
}
