import { purposeOf } from './purpose.js';
import type { KnownTool, Standing } from './standing.js';
import { contentStems, stem, stems, wordsOfName } from './words.js';

/** Stems of the words that name the goal and its tools. */
export function topicsOf({
  situation,
  tools,
}: Pick<Standing, 'situation' | 'tools'>): ReadonlySet<string> {
  return new Set([
    ...contentStems(situation.goal.title),
    ...tools.flatMap((tool) => [...wordsOfTool(tool)]),
  ]);
}

/** Whether a message uses words of a tool's name or purpose that no other tool shares. */
export function mentions(tool: KnownTool, message: string, others: readonly KnownTool[]): boolean {
  const shared = new Set(others.flatMap((other) => [...wordsOfTool(other)]));
  const own = [...wordsOfTool(tool)].filter((word) => !shared.has(word));
  const said = new Set(stems(message));
  return own.some((word) => word.length > 2 && said.has(word));
}

function wordsOfTool({ spec }: KnownTool): ReadonlySet<string> {
  return new Set([
    ...wordsOfName(spec.name).slice(1).map(stem),
    ...contentStems(purposeOf(spec)).slice(0, 4),
  ]);
}
