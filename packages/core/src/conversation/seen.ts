import { boundsOf } from './bounds.js';
import { park, set, type Draft } from './draft.js';
import type { Refusal } from './events.js';
import type { ConversationState } from './state.js';

/**
 * Remembers a client's id, so that the same one is taken once. A short list is copied for it: the long one takes the
 * short one in only once for many ids.
 */
export function remember(draft: Draft, id: string, turn: number): void {
  const { seen, seenLately, goal } = draft.state;
  const { seenIds } = boundsOf(goal);
  const lately: Seen = [...seenLately, [id, turn]];
  if (lately.length * shares <= seenIds) {
    set(draft, { seenLately: lately });
    return;
  }
  const both = [...seen, ...lately].slice(-seenIds);
  passOn(seen, both, lately.length);
  set(draft, { seen: both, seenLately: [] });
}

/** The turn that a client's id belongs to, when it was taken before. */
export function seenTurn({ seen, seenLately, goal }: SeenState, id: string): number | undefined {
  const gone = seen.length + seenLately.length - boundsOf(goal).seenIds;
  const first = placeOf(seen, id);
  if (first >= 0) {
    const place =
      first >= gone ? first : seen.findIndex(([other], at) => at >= gone && other === id);
    if (place >= 0) return seen[place]?.[1];
  }
  return seenLately.find(([other]) => other === id)?.[1];
}

/** All ids that are remembered, oldest first. */
export function allSeen({ seen, seenLately, goal }: SeenState): Seen {
  return [...seen, ...seenLately].slice(-boundsOf(goal).seenIds);
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

/** What every request after the end, or one too many, is told. */
export const endedRefusal: Refusal = {
  type: 'ConversationEnded',
  reason: 'This conversation has ended; start a new one, under this id or another.',
};

/** Why something is not taken once the conversation is over: all but an end, and what counted before and is sent again. */
export function refusalAfterTheEnd(
  state: ConversationState,
  event: { readonly kind: string; readonly id?: string },
): Refusal | undefined {
  if (event.kind === 'end') return undefined;
  const isSeen = event.id !== undefined && seenTurn(state, event.id) !== undefined;
  return isSeen ? undefined : endedRefusal;
}

type SeenState = Pick<ConversationState, 'seen' | 'seenLately' | 'goal'>;
type Seen = ConversationState['seen'];

/** The short list may have this part of all ids. */
const shares = 32;

/** So many are looked through as fast as they are looked up. */
const fewest = 32;

/** Where ids are in a long list: what could be found in the list as well. */
interface Index {
  readonly places: Map<string, number>;
  /** The place of the list's first id. */
  readonly from: number;
}

const indices = new WeakMap<Seen, Index>();

/** Where an id is in a list; of one that is there twice, the first counts. */
function placeOf(seen: Seen, id: string): number {
  if (seen.length < fewest) return seen.findIndex(([other]) => other === id);
  let index = indices.get(seen);
  if (index === undefined) {
    const places = new Map(seen.map(([each], at) => [each, at] as const).toReversed());
    index = { places, from: 0 };
    indices.set(seen, index);
  }
  const place = index.places.get(id);
  return place === undefined ? -1 : place - index.from;
}

/** Makes the index of a list that of the list that follows from it, if it has one: only the newest is asked again. */
function passOn(before: Seen, after: Seen, added: number): void {
  const index = indices.get(before);
  // Of an id that is there twice, it knows one place only.
  if (index === undefined || index.places.size < before.length) return;
  indices.delete(before);
  const { places } = index;
  const dropped = before.length + added - after.length;
  for (const [id] of before.slice(0, dropped)) places.delete(id);
  const from = index.from + dropped;
  for (const [at, [id]] of after.slice(-added).entries()) {
    if (!places.has(id)) places.set(id, from + after.length - added + at);
  }
  indices.set(after, { places, from });
}
