import { cheapest, pickItem, type Pick } from './pick-item.js';
import { asksToPick } from './questions.js';
import { fieldsOf, type ResultList } from './results.js';
import type { Standing } from './standing.js';
import { stems } from './words.js';

/** What the newest message picks from the results. */
export function newestPick({
  message,
  lists,
  askedToPick,
  situation,
  known,
}: Standing): Pick | undefined {
  const context = { today: situation.today, asked: askedToPick, knownStems: stemsOf(known) };
  return message === '' ? undefined : pickItem(message, lists, context);
}

/** The item of each list that was picked in an earlier message, or that is the only one there is. */
export function earlierPicks({ transcript, lists, situation, known }: Standing): readonly Pick[] {
  const { today } = situation;
  const knownStems = stemsOf(known);
  return lists.flatMap((list): readonly Pick[] => {
    const [only] = list.items;
    if (only && list.items.length === 1) return [{ list, item: only, byName: false }];
    let asked = false;
    let pick: Pick | undefined;
    for (const [index, entry] of transcript.entries()) {
      if (index < list.at) continue;
      if (entry.role === 'agent') asked = asksToPick(entry.text);
      if (entry.role !== 'user') continue;
      // "The second" is one of the newest list that there was when it was said.
      const shown = lists.filter(({ at }) => at < index);
      const found = pickItem(entry.text, shown, { today, asked, knownStems });
      if (found?.list === list) pick = found;
    }
    return pick ? [pick] : [];
  });
}

/** The cheapest item of a list with prices, picked for a person who did not. */
export function cheapestPick(list: ResultList): Pick | undefined {
  const item = cheapest(list.items);
  return item && { list, item, byName: false };
}

/** Words of the values that are known, which tell no item of a list from another. */
function stemsOf(known: Standing['known']): ReadonlySet<string> {
  return new Set(
    fieldsOf(known).flatMap(({ value }) => (typeof value === 'string' ? stems(value) : [])),
  );
}
