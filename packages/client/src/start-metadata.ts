import type { AgentStart, Goal } from '@durable-goals/core';

/** What the server takes of either, in bytes, is twice and twenty times as much; a character may have three. */
const longestSummary = 100;
const longestDetails = 500;

/**
 * What Temporal's UI shows of a conversation from its start on, and keeps after its end: what it is about, and nothing
 * that was said in it.
 *
 * @param goal - Where the client knows it; else its id has to do.
 */
export function startMetadata(
  { goalId, mode }: Pick<AgentStart, 'goalId' | 'mode'>,
  goal: Goal | undefined,
): { readonly staticSummary: string; readonly staticDetails: string } {
  const kind = mode === 'run' ? 'Run' : 'Chat';
  const title = goal?.title ?? goalId;
  const description = goal?.description ?? goal?.title;
  return {
    staticSummary: clipped(`${kind}: ${title}`, longestSummary),
    staticDetails:
      description === undefined
        ? `Goal \`${goalId}\``
        : clipped(`Goal \`${goalId}\`: ${description}`, longestDetails),
  };
}

/** A text on one line, cut between two characters and never inside one. */
function clipped(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
