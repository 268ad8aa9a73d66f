import { createContext, useContext } from 'react';
import type { GoalInfo, Session, ToolInfo } from '../api/shapes.js';

/** What every part of the page knows. */
export interface PageData {
  readonly session: Session;
  /** Those that a conversation may have. */
  readonly goals: readonly GoalInfo[];
  /** The same, and those of sub-agents. */
  readonly allGoals: readonly GoalInfo[];
  /** Has the lists beside the conversation read anew. */
  readonly refreshLists: () => void;
  /** The server does not know who asks, or not any more. */
  readonly onUnauthorized: () => void;
}

export const PageContext = createContext<PageData | undefined>(undefined);

/** What every part of the page knows. */
export function usePage(): PageData {
  const data = useContext(PageContext);
  if (data === undefined) throw new Error('There is no page around this.');
  return data;
}

/** A goal by its id. */
export function goalOf(goals: readonly GoalInfo[], goalId: string): GoalInfo | undefined {
  return goals.find(({ id }) => id === goalId);
}

/** A tool of a goal, by its name; of any goal when that one has none, as after a change of goals. */
export function toolOf(
  goals: readonly GoalInfo[],
  goalId: string,
  tool: string,
): ToolInfo | undefined {
  const own = goalOf(goals, goalId)?.tools.find(({ name }) => name === tool);
  return own ?? goals.flatMap(({ tools }) => tools).find(({ name }) => name === tool);
}
