import { Inbox, LogOut, Plus } from 'lucide-react';
import type { ConversationSummary, Page } from '../api/shapes.js';
import { token } from '../api/token.js';
import { Button } from '../ui/button.js';
import type { Repeated } from '../ui/use-repeated.js';
import { ConversationList } from './conversation-list.js';
import { usePage } from './page-context.js';
import { hashOf, type Route } from './route.js';
import { ThemeSwitch } from './theme-switch.js';

interface SidebarProps {
  readonly list: Repeated<Page<ConversationSummary>>;
  /** Calls that wait for a person, in all conversations. */
  readonly waiting: number;
  readonly route: Route;
  readonly goalId: string;
  readonly onGoal: (goalId: string) => void;
  /** Something was chosen; a drawer closes then. */
  readonly onChosen: () => void;
}

/** What there is besides the page: conversations, the inbox, who asks, the theme. */
export function Sidebar({ list, waiting, route, goalId, onGoal, onChosen }: SidebarProps) {
  const { session, onUnauthorized } = usePage();
  const { principal, authentication } = session;
  return (
    <div className="sidebar-inner">
      <p className="brand">
        <img src={new URL('../icon.svg', import.meta.url).href} alt="" width="24" height="24" />
        Durable Goals
      </p>
      <a className="new-conversation" href={hashOf({ page: 'start' })} onClick={onChosen}>
        <Plus size={17} aria-hidden="true" />
        New conversation
      </a>
      <a
        className="inbox-link"
        href={hashOf({ page: 'approvals' })}
        aria-current={route.page === 'approvals' ? 'page' : undefined}
        onClick={onChosen}
      >
        <Inbox size={17} aria-hidden="true" />
        Approvals
        {waiting > 0 ? (
          <span className="count">
            {waiting}
            <span className="visually-hidden"> wait for a decision</span>
          </span>
        ) : null}
      </a>
      <h2 className="sidebar-heading">Conversations</h2>
      <ConversationList
        list={list}
        route={route}
        goalId={goalId}
        onGoal={onGoal}
        onChosen={onChosen}
      />
      <footer className="sidebar-footer">
        {principal === null ? null : (
          <span className="who" title={principal.id}>
            {principal.name ?? principal.id}
          </span>
        )}
        <ThemeSwitch />
        {authentication === 'none' ? null : (
          <Button
            look="quiet"
            size="small"
            label="Sign out"
            onPress={() => {
              token.clear();
              onUnauthorized();
            }}
          >
            <LogOut size={16} aria-hidden="true" />
          </Button>
        )}
      </footer>
    </div>
  );
}
