import { ArrowRight, Inbox } from 'lucide-react';
import { useState } from 'react';
import { ApprovalCard } from '../calls/approval-card.js';
import { DoubtCard } from '../calls/doubt-card.js';
import type { ConversationSummary, Page, PendingCalls } from '../api/shapes.js';
import { exactText } from '../values/exact-text.js';
import { goalOf, usePage } from '../shell/page-context.js';
import { PageHeader } from '../shell/page-header.js';
import { hashOf } from '../shell/route.js';
import { useNow } from '../ui/clock.js';
import { Notice } from '../ui/notice.js';
import type { Repeated } from '../ui/use-repeated.js';
import { momentWords } from '../values/time-words.js';

interface InboxPageProps {
  readonly inbox: Repeated<Page<PendingCalls>>;
  /** Where the titles of conversations are known from. */
  readonly list: Repeated<Page<ConversationSummary>>;
}

/** Everything that waits for a person, in all conversations, longest first. */
export function InboxPage({ inbox, list }: InboxPageProps) {
  const { refreshLists } = usePage();
  const [refusal, setRefusal] = useState<string>();
  const { value, failure } = inbox;
  const items = (value?.items ?? []).filter(
    ({ approvals, inDoubt }) => approvals.length + inDoubt.length > 0,
  );
  const onDecided = (refused?: string): void => {
    setRefusal(refused);
    refreshLists();
  };
  return (
    <>
      <PageHeader title="Approvals" subtitle="What waits for a decision, in all conversations" />
      <div className="scroller" tabIndex={0} role="region" aria-label="Approvals">
        <div className="page-body inbox">
          {failure === undefined ? null : <Notice>{failure}</Notice>}
          {refusal === undefined ? null : (
            <Notice onDismiss={() => setRefusal(undefined)}>{refusal}</Notice>
          )}
          {value !== undefined && items.length === 0 ? (
            <div className="empty">
              <Inbox size={32} aria-hidden="true" />
              <p>Nothing waits for a decision.</p>
            </div>
          ) : null}
          {items.map((pending) => (
            <PendingView
              key={pending.conversationId}
              pending={pending}
              title={list.value?.items.find(isOf(pending))?.title}
              onDecided={onDecided}
            />
          ))}
        </div>
      </div>
    </>
  );
}

function isOf({ conversationId }: PendingCalls): (summary: ConversationSummary) => boolean {
  return (summary) => summary.conversationId === conversationId;
}

interface PendingViewProps {
  readonly pending: PendingCalls;
  readonly title: string | undefined;
  readonly onDecided: (refusal?: string) => void;
}

function PendingView({ pending, title, onDecided }: PendingViewProps) {
  const { allGoals } = usePage();
  const now = useNow();
  const { conversationId, goalId, approvals, inDoubt, updatedAt } = pending;
  const name = goalOf(allGoals, goalId)?.name ?? goalId;
  const own = { conversationId, goalId, onDecided };
  return (
    <section className="inbox-section" aria-label={`${name}, ${conversationId}`}>
      <header className="inbox-header">
        <div>
          <h2 className="inbox-title">{exactText(title ?? conversationId)}</h2>
          <p className="muted">
            {name} · {momentWords(updatedAt, now)}
          </p>
        </div>
        <a className="inbox-open" href={hashOf({ page: 'conversation', conversationId })}>
          Open<span className="visually-hidden"> {conversationId}</span>
          <ArrowRight size={15} aria-hidden="true" />
        </a>
      </header>
      {approvals.map((approval) => (
        <ApprovalCard key={approval.callId} {...own} approval={approval} />
      ))}
      {inDoubt.map((doubt) => (
        <DoubtCard key={doubt.callId} {...own} doubt={doubt} />
      ))}
    </section>
  );
}
