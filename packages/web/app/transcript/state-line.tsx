import { RotateCw, WifiOff } from 'lucide-react';
import { api } from '../api/api-client.js';
import type { Session, Status } from '../api/shapes.js';
import type { FeedState } from '../feed/feed-state.js';
import { usePage } from '../shell/page-context.js';
import { stateWords } from '../shell/state-words.js';
import { Button } from '../ui/button.js';
import { useNow } from '../ui/clock.js';
import { useAction } from '../ui/use-action.js';

interface StateLineProps {
  readonly conversationId: string;
  readonly feed: FeedState;
  readonly onReconnect: () => void;
  readonly onChanged: () => void;
  readonly onGrant: () => void;
}

/** Where the conversation stands: always why it waits, and what a person can do about it. */
export function StateLine(props: StateLineProps) {
  const { conversationId, feed, onReconnect, onChanged, onGrant } = props;
  const now = useNow();
  const { session } = usePage();
  const { isPending, failure, run } = useAction();
  const { status, connection, nextAttemptAt } = feed;
  const { tone, long } = stateWords(status, now);
  if (connection === 'lost') {
    const seconds = Math.max(0, Math.ceil(((nextAttemptAt ?? now) - now) / 1000));
    return (
      <div className="state-line tone-trouble">
        <WifiOff size={16} aria-hidden="true" />
        <p role="status">
          The connection is lost; nothing that you sent is.{' '}
          <span aria-hidden="true">
            {seconds > 1 ? `Next attempt in ${seconds} s.` : 'Connecting…'}
          </span>
        </p>
        <Button size="small" onPress={onReconnect}>
          <RotateCw size={14} aria-hidden="true" />
          Reconnect now
        </Button>
      </div>
    );
  }
  const retry = (): void =>
    run(async () => {
      await api.retry(conversationId);
      onChanged();
    });
  return (
    <div className={`state-line tone-${tone}`}>
      <span className="state-dot" aria-hidden="true" />
      <p role="status">{failure ?? long}</p>
      {canRetry(status) ? (
        <Button size="small" isPending={isPending} onPress={retry}>
          <RotateCw size={14} aria-hidden="true" />
          Retry now
        </Button>
      ) : null}
      {status?.limit === undefined || status.state === 'ended' || !mayGrant(session) ? null : (
        <Button size="small" look="primary" onPress={onGrant}>
          Grant more…
        </Button>
      )}
    </div>
  );
}

/** Who grants more is an operator, where people have to say who they are. */
function mayGrant({ principal }: Session): boolean {
  return principal === null || principal.roles.includes('operator');
}

function canRetry(status: Status | undefined): boolean {
  return status?.state === 'waiting-for-model';
}
