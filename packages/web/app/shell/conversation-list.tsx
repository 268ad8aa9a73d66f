import { useState } from 'react';
import { api } from '../api/api-client.js';
import type { ConversationSummary, Page } from '../api/shapes.js';
import { Button } from '../ui/button.js';
import { Choice } from '../ui/choice.js';
import { useNow } from '../ui/clock.js';
import { useAction } from '../ui/use-action.js';
import type { Repeated } from '../ui/use-repeated.js';
import { exactText } from '../values/exact-text.js';
import { momentWords } from '../values/time-words.js';
import { goalOf, usePage } from './page-context.js';
import { hashOf, type Route } from './route.js';

interface ConversationListProps {
  readonly list: Repeated<Page<ConversationSummary>>;
  readonly route: Route;
  readonly goalId: string;
  readonly onGoal: (goalId: string) => void;
  readonly onChosen: () => void;
}

const everyGoal = 'every-goal';

/** The conversations that there are, newest first. */
export function ConversationList(props: ConversationListProps) {
  const { list, route, goalId, onGoal, onChosen } = props;
  const { goals } = usePage();
  const [older, setOlder] = useState<Page<ConversationSummary>>({ items: [] });
  const { isPending, run } = useAction();
  const items = listed(list.value?.items ?? [], older.items);
  const next = older.items.length > 0 ? older.next : list.value?.next;
  const loadMore = async (): Promise<void> => {
    const page = await api.conversations({
      after: next,
      goalId: goalId === '' ? undefined : goalId,
    });
    setOlder({ ...page, items: [...older.items, ...page.items] });
  };
  return (
    <nav className="conversations" aria-label="Conversations">
      {goals.length < 2 ? null : (
        <Choice
          label="Goal of the conversations"
          isLabelHidden
          value={goalId === '' ? everyGoal : goalId}
          onChange={(id) => {
            setOlder({ items: [] });
            onGoal(id === everyGoal ? '' : id);
          }}
          options={[
            { id: everyGoal, name: 'Every goal' },
            ...goals.map(({ id, name }) => ({ id, name })),
          ]}
        />
      )}
      {list.failure === undefined ? null : <p className="list-note">{list.failure}</p>}
      {list.value !== undefined && items.length === 0 ? (
        <p className="list-note">No conversations yet.</p>
      ) : null}
      <ul className="conversation-list">
        {items.map((summary) => (
          <ConversationLink
            key={`${summary.conversationId} ${summary.startedAt}`}
            summary={summary}
            isCurrent={
              route.page === 'conversation' && route.conversationId === summary.conversationId
            }
            onChosen={onChosen}
          />
        ))}
      </ul>
      {next === undefined ? null : (
        <Button look="quiet" size="small" isPending={isPending} onPress={() => run(loadMore)}>
          Show older
        </Button>
      )}
    </nav>
  );
}

function listed(
  newest: readonly ConversationSummary[],
  older: readonly ConversationSummary[],
): ConversationSummary[] {
  const known = new Set(newest.map(({ conversationId }) => conversationId));
  return [...newest, ...older.filter(({ conversationId }) => !known.has(conversationId))];
}

interface ConversationLinkProps {
  readonly summary: ConversationSummary;
  readonly isCurrent: boolean;
  readonly onChosen: () => void;
}

function ConversationLink({ summary, isCurrent, onChosen }: ConversationLinkProps) {
  const { allGoals } = usePage();
  const now = useNow();
  const { conversationId, goalId, title, updatedAt, approvals, inDoubt } = summary;
  const goal = goalOf(allGoals, goalId)?.name ?? goalId;
  return (
    <li>
      <a
        className="conversation-link"
        href={hashOf({ page: 'conversation', conversationId })}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={onChosen}
      >
        <span className="conversation-name">{exactText(title ?? goal)}</span>
        <span className="conversation-meta">
          <StateMark summary={summary} />
          <span className="conversation-when">{momentWords(updatedAt, now)}</span>
          {approvals + inDoubt > 0 ? (
            <span className="count">
              {approvals + inDoubt}
              <span className="visually-hidden"> wait for you</span>
            </span>
          ) : null}
        </span>
      </a>
    </li>
  );
}

const marks: Readonly<
  Record<ConversationSummary['state'], readonly [tone: string, words: string]>
> = {
  working: ['busy', 'Working'],
  continued: ['busy', 'Working'],
  'awaiting-user': ['ready', 'Your turn'],
  'awaiting-approval': ['asks', 'Needs approval'],
  'in-doubt': ['trouble', 'In doubt'],
  'waiting-for-model': ['waits', 'Waits for the model'],
  ended: ['over', 'Ended'],
};

function StateMark({ summary }: { readonly summary: ConversationSummary }) {
  const [tone, words] = marks[summary.state];
  return (
    <span className={`mark tone-${tone}`}>
      <span className="state-dot" aria-hidden="true" />
      {words}
    </span>
  );
}
