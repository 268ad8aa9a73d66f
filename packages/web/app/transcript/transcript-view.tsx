import { useEffect, useMemo, useRef } from 'react';
import { ApprovalCard } from '../calls/approval-card.js';
import { RunningCall, SettledCall, titleOf } from '../calls/call-card.js';
import { DoubtCard } from '../calls/doubt-card.js';
import type { FollowedConversation } from '../feed/use-conversation.js';
import { toolOf, usePage } from '../shell/page-context.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';
import { useAction } from '../ui/use-action.js';
import { LiveMessage, MessageView, OutgoingView } from './message-view.js';
import { transcriptOf, type CallItem } from './transcript-items.js';

interface TranscriptViewProps {
  readonly conversationId: string;
  readonly followed: FollowedConversation;
  readonly onDecided: (refusal?: string) => void;
}

/** How close to the end a reader is who follows it. */
const nearEndPx = 120;

/** The conversation: what was said, what was done, and what waits for a person. */
export function TranscriptView({ conversationId, followed, onDecided }: TranscriptViewProps) {
  const { state, feed, sendAgain } = followed;
  const { messages, status, live, outgoing, hasEarlier } = state;
  const transcript = useMemo(() => transcriptOf(messages, status), [messages, status]);
  const scroller = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const earlierButton = useRef<HTMLButtonElement>(null);
  const { isPending, failure, run, dismiss } = useAction();
  const today = new Date().toDateString();

  useEffect(() => {
    const element = scroller.current;
    if (element === null || !follows.current) return;
    element.scrollTop = element.scrollHeight;
  }, [messages, status, live, outgoing]);
  // A card that opens, a keyboard that comes up, a window that turns: the end stays in sight.
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      if (follows.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  const onScroll = (): void => {
    const element = scroller.current;
    if (element === null) return;
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    follows.current = below < nearEndPx;
  };
  const loadEarlier = async (): Promise<void> => {
    const element = scroller.current;
    if (element === null || feed === undefined) return;
    const hadFocus = document.activeElement === earlierButton.current;
    let keepPlace = (): void => {};
    await feed.loadEarlier(() => {
      follows.current = false;
      keepPlace = placeKept(element);
    });
    requestAnimationFrame(() => {
      keepPlace();
      // The button is gone with the last of them: whoever pressed it by a key reads on from here.
      if (hadFocus && earlierButton.current === null) element.focus({ preventScroll: true });
    });
  };
  const isThinking =
    status?.state === 'working' &&
    status.stale !== true &&
    status.running.length === 0 &&
    live === undefined;
  const calls = (items: readonly CallItem[]) =>
    items.map((item) => (
      <CallView
        key={item.callId}
        item={item}
        conversationId={conversationId}
        followed={followed}
        onDecided={onDecided}
      />
    ));

  return (
    <div
      className="scroller"
      ref={scroller}
      onScroll={onScroll}
      tabIndex={0}
      role="region"
      aria-label="Conversation"
    >
      {/* What was said long ago is no news to whoever listens. */}
      <div
        className="transcript"
        role="log"
        aria-label="Messages"
        aria-live={isPending ? 'off' : 'polite'}
      >
        {failure === undefined ? null : <Notice onDismiss={dismiss}>{failure}</Notice>}
        {hasEarlier ? (
          <Button
            look="quiet"
            size="small"
            isPending={isPending}
            onPress={() => run(loadEarlier)}
            buttonRef={earlierButton}
          >
            Show earlier messages
          </Button>
        ) : null}
        {transcript.items.map(({ message, calls: own }) => (
          <div key={message.seq} className="turn">
            {message.role === 'tool' ? null : <MessageView message={message} today={today} />}
            {calls(own)}
          </div>
        ))}
        {calls(transcript.waiting)}
        {outgoing.map((one) => (
          <OutgoingView
            key={one.key}
            outgoing={one}
            onAgain={() => sendAgain(one)}
            onDiscard={() => feed?.dispatch({ kind: 'discard', key: one.key })}
          />
        ))}
        {live === undefined ? null : <LiveMessage text={live.text} />}
        {isThinking ? (
          <div className="thinking" aria-hidden="true">
            <span />
            <span />
            <span />
          </div>
        ) : null}
      </div>
    </div>
  );
}

/** @returns puts what is seen now back to where it is, after something came above it. */
function placeKept(scroller: HTMLElement): () => void {
  const { top } = scroller.getBoundingClientRect();
  const turns = [...scroller.querySelectorAll('.turn')];
  const seen = turns.find((turn) => turn.getBoundingClientRect().bottom > top + 1);
  const before = seen?.getBoundingClientRect().top ?? 0;
  // Browsers that do the same by themselves would do it once more.
  scroller.style.overflowAnchor = 'none';
  return () => {
    if (seen?.isConnected) scroller.scrollTop += seen.getBoundingClientRect().top - before;
    scroller.style.overflowAnchor = '';
  };
}

interface CallViewProps extends TranscriptViewProps {
  readonly item: CallItem;
}

function CallView({ item, conversationId, followed, onDecided }: CallViewProps) {
  const { allGoals } = usePage();
  const { status, progress } = followed.state;
  const goalId = status?.goalId ?? '';
  const title = (tool: string): string => titleOf(tool, toolOf(allGoals, goalId, tool)?.title);
  const own = { conversationId, goalId, onDecided };
  switch (item.kind) {
    case 'settled': {
      const { message } = item;
      const name = title(message.toolCall?.tool ?? '');
      return <SettledCall conversationId={conversationId} message={message} title={name} />;
    }
    case 'approval':
      return <ApprovalCard {...own} approval={item.approval} />;
    case 'doubt':
      return <DoubtCard {...own} doubt={item.doubt} />;
    case 'running':
      return (
        <RunningCall title={title(item.tool)} input={item.input} progress={progress[item.callId]} />
      );
  }
}
