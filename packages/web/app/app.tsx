import { useCallback, useEffect, useMemo, useState } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { api } from './api/api-client.js';
import { ApiError, wordsOf } from './api/api-error.js';
import type { Goals, Session } from './api/shapes.js';
import { token } from './api/token.js';
import { StartPage } from './goals/start-page.js';
import { InboxPage } from './inbox/inbox-page.js';
import { DrawerContext } from './shell/drawer.js';
import { PageContext } from './shell/page-context.js';
import { useRoute } from './shell/route.js';
import { Sidebar } from './shell/sidebar.js';
import { TokenPage } from './shell/token-page.js';
import { ConversationPage } from './transcript/conversation-page.js';
import { Button } from './ui/button.js';
import { Notice } from './ui/notice.js';
import { useRepeated } from './ui/use-repeated.js';

type Entry =
  | { readonly kind: 'loading' }
  | { readonly kind: 'token'; readonly wasRefused: boolean }
  | { readonly kind: 'failed'; readonly failure: string }
  | { readonly kind: 'ready'; readonly session: Session; readonly goals: Goals };

/** The page, once the server has said who asks and which goals there are. */
export function App() {
  const [entry, setEntry] = useState<Entry>({ kind: 'loading' });
  const enter = useCallback(() => {
    const hadToken = token.get() !== undefined;
    Promise.all([api.session(), api.goals()])
      .then(([session, goals]) => setEntry({ kind: 'ready', session, goals }))
      .catch((error: unknown) => {
        if (!(error instanceof ApiError) || error.status !== 401) {
          return setEntry({ kind: 'failed', failure: wordsOf(error) });
        }
        token.clear();
        setEntry({ kind: 'token', wasRefused: hadToken });
      });
  }, []);
  useEffect(enter, [enter]);
  // A server that starts, or comes back, is found without a hand.
  useEffect(() => {
    if (entry.kind !== 'failed') return undefined;
    const timer = setTimeout(enter, 2000);
    return () => clearTimeout(timer);
  }, [entry, enter]);

  switch (entry.kind) {
    case 'loading':
      return (
        <main className="gate" aria-busy="true">
          <p className="visually-hidden">Loading</p>
        </main>
      );
    case 'failed':
      return (
        <main className="gate">
          <div className="gate-card">
            <h1>Durable Goals</h1>
            <Notice>{entry.failure} It is tried again by itself.</Notice>
            <Button onPress={enter}>Try again now</Button>
          </div>
        </main>
      );
    case 'token':
      return <TokenPage wasRefused={entry.wasRefused} onToken={enter} />;
    case 'ready':
      return <Shell session={entry.session} goals={entry.goals} onUnauthorized={enter} />;
  }
}

interface ShellProps {
  readonly session: Session;
  readonly goals: Goals;
  readonly onUnauthorized: () => void;
}

const listEveryMs = 5000;

function Shell({ session, goals, onUnauthorized }: ShellProps) {
  const route = useRoute();
  const [goalId, setGoalId] = useState('');
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const readList = useCallback(
    () => api.conversations({ goalId: goalId === '' ? undefined : goalId }),
    [goalId],
  );
  const list = useRepeated(readList, listEveryMs);
  const inbox = useRepeated(api.approvals, listEveryMs);
  const { refresh: refreshList } = list;
  const { refresh: refreshInbox } = inbox;
  const refreshLists = useCallback(() => {
    refreshList();
    refreshInbox();
  }, [refreshList, refreshInbox]);
  const data = useMemo(
    () => ({
      session,
      goals: goals.items,
      allGoals: [...goals.items, ...goals.subAgents],
      refreshLists,
      onUnauthorized,
    }),
    [session, goals, refreshLists, onUnauthorized],
  );
  const waiting = (inbox.value?.items ?? []).reduce(
    (sum, { approvals, inDoubt }) => sum + approvals.length + inDoubt.length,
    0,
  );
  useEffect(() => {
    if (route.page !== 'conversation') document.title = 'Durable Goals';
  }, [route]);
  const sidebar = (
    <Sidebar
      list={list}
      waiting={waiting}
      route={route}
      goalId={goalId}
      onGoal={setGoalId}
      onChosen={() => setDrawerOpen(false)}
    />
  );
  const openDrawer = useCallback(() => setDrawerOpen(true), []);
  return (
    <PageContext value={data}>
      <DrawerContext value={openDrawer}>
        <a className="skip" href="#main" onClick={skipToMain}>
          Skip to the conversation
        </a>
        <aside className="sidebar" aria-label="Lists">
          {sidebar}
        </aside>
        <ModalOverlay
          className="overlay drawer-overlay"
          isOpen={isDrawerOpen}
          onOpenChange={setDrawerOpen}
          isDismissable
        >
          <Modal className="drawer">
            <Dialog className="drawer-dialog" aria-label="Conversations">
              {sidebar}
            </Dialog>
          </Modal>
        </ModalOverlay>
        <main className="main" id="main" tabIndex={-1}>
          {route.page === 'start' ? <StartPage /> : null}
          {route.page === 'approvals' ? <InboxPage inbox={inbox} list={list} /> : null}
          {route.page === 'conversation' ? (
            <ConversationPage key={route.conversationId} conversationId={route.conversationId} />
          ) : null}
        </main>
      </DrawerContext>
    </PageContext>
  );
}

/** The address belongs to the route, so the link moves the focus only. */
function skipToMain(event: { readonly preventDefault: () => void }): void {
  event.preventDefault();
  const target = document.querySelector<HTMLElement>('.composer-input, #main');
  target?.focus();
}
