import { goalOf, usePage } from '../shell/page-context.js';
import { hashOf } from '../shell/route.js';

interface SubAgentNoteProps {
  /** What it has to do with the call: `Asked by`, `Carried out by`. */
  readonly words: string;
  readonly subAgent: { readonly goalId: string; readonly conversationId: string };
}

/** Which sub-agent a call is about, with the way to its own conversation. */
export function SubAgentNote({ words, subAgent }: SubAgentNoteProps) {
  const { allGoals } = usePage();
  const { goalId, conversationId } = subAgent;
  const name = goalOf(allGoals, goalId)?.name ?? goalId;
  return (
    <p className="muted">
      {words} the sub-agent <a href={hashOf({ page: 'conversation', conversationId })}>“{name}”</a>.
    </p>
  );
}
