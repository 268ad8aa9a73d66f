import { useCallback, useEffect, useRef, useState } from 'react';
import { useConversation } from '../feed/use-conversation.js';
import { goalOf, usePage } from '../shell/page-context.js';
import { PageHeader } from '../shell/page-header.js';
import { goTo } from '../shell/route.js';
import { stateWords } from '../shell/state-words.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';
import { exactText } from '../values/exact-text.js';
import { Composer } from './composer.js';
import { ConversationMenu } from './conversation-menu.js';
import { GrantWindow } from './grant-window.js';
import { StateLine } from './state-line.js';
import { TranscriptView } from './transcript-view.js';

/** A conversation, and where it is written on. */
export function ConversationPage({ conversationId }: { readonly conversationId: string }) {
  const { allGoals, onUnauthorized, refreshLists } = usePage();
  const followed = useConversation(conversationId, onUnauthorized);
  const { state, feed, send } = followed;
  const { status, messages, failure } = state;
  const [notice, setNotice] = useState<string>();
  const [isGranting, setGranting] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const changed = useCallback(() => feed?.refresh(), [feed]);

  // The lists beside it show the same as soon as this does.
  const standing = status === undefined ? '' : `${status.state} ${status.approvals.length}`;
  useEffect(() => refreshLists(), [standing, refreshLists]);
  useEffect(() => input.current?.focus(), [conversationId]);

  const goal = goalOf(allGoals, status?.goalId ?? '');
  // The same as in the list; what is first here may not be what it began with.
  const said = status?.title ?? messages.find(({ role }) => role === 'user')?.text;
  const title = exactText(said ?? goal?.name ?? 'Conversation');
  useEffect(() => {
    document.title = `${title} · Durable Goals`;
  }, [title]);

  if (failure !== undefined) {
    return (
      <>
        <PageHeader title="Conversation" />
        <div className="page-body">
          <Notice>{failure}</Notice>
          <Button look="primary" onPress={() => goTo({ page: 'start' })}>
            Start a conversation
          </Button>
        </div>
      </>
    );
  }
  const words = stateWords(status, Date.now());
  const onDecided = (refusal?: string): void => {
    setNotice(refusal);
    changed();
    input.current?.focus();
  };
  return (
    <>
      <PageHeader
        title={title}
        {...(goal === undefined || goal.name === title ? {} : { subtitle: goal.name })}
        {...(status?.parent === undefined ? {} : { above: status.parent.conversationId })}
        badge={<span className={`chip tone-${words.tone}`}>{words.short}</span>}
        menu={
          status === undefined ? null : <ConversationMenu status={status} onChanged={changed} />
        }
      />
      <TranscriptView conversationId={conversationId} followed={followed} onDecided={onDecided} />
      <div className="dock">
        {notice === undefined ? null : (
          <Notice onDismiss={() => setNotice(undefined)}>{notice}</Notice>
        )}
        <StateLine
          conversationId={conversationId}
          feed={state}
          onReconnect={() => feed?.refresh()}
          onChanged={changed}
          onGrant={() => setGranting(true)}
        />
        {status?.state === 'ended' ? (
          <Button look="primary" onPress={() => goTo({ page: 'start' })}>
            Start another conversation
          </Button>
        ) : (
          <Composer
            key={conversationId}
            conversationId={conversationId}
            onSend={send}
            placeholder={
              status?.state === 'awaiting-approval'
                ? 'Or say what you want instead'
                : 'Write a message'
            }
            inputRef={input}
          />
        )}
      </div>
      {status?.limit === undefined ? null : (
        <GrantWindow
          key={status.limit.limit}
          conversationId={conversationId}
          limit={status.limit}
          isOpen={isGranting}
          onClose={() => setGranting(false)}
          onChanged={changed}
        />
      )}
    </>
  );
}
