import { RotateCw } from 'lucide-react';
import { memo } from 'react';
import type { Message } from '../api/shapes.js';
import type { Outgoing } from '../feed/feed-state.js';
import { isNamed } from '../calls/call-words.js';
import { Button } from '../ui/button.js';
import { exactText } from '../values/exact-text.js';
import { momentWords } from '../values/time-words.js';
import { Markdown } from './markdown.js';

interface MessageViewProps {
  readonly message: Message;
  /** Changes when the day does. */
  readonly today: string;
}

/** What was said, by whom and when. */
export const MessageView = memo(({ message }: MessageViewProps) => {
  const { role, text, at, by, model } = message;
  if (text === undefined || text === '') return null;
  const when = momentWords(at, Date.now());
  if (role === 'user') {
    return (
      <div className="message message-user">
        <p className="bubble">
          <span className="visually-hidden">{isNamed(by) ? by : 'You'}: </span>
          {exactText(text)}
        </p>
        <p className="message-meta">
          {isNamed(by) ? `${by} · ` : ''}
          <time dateTime={at}>{when}</time>
        </p>
      </div>
    );
  }
  if (role === 'system') {
    return (
      <p className="message message-system">
        {exactText(text)} <time dateTime={at}>{when}</time>
      </p>
    );
  }
  return (
    <div className="message message-agent">
      <span className="visually-hidden">Agent: </span>
      <Markdown text={text} />
      <p className="message-meta">
        <time dateTime={at}>{when}</time>
        {model === undefined ? '' : ` · ${model}`}
      </p>
    </div>
  );
});

/** The answer that is being written. */
export function LiveMessage({ text }: { readonly text: string }) {
  return (
    <div className="message message-agent message-live" aria-hidden="true">
      <Markdown text={text} />
    </div>
  );
}

interface OutgoingViewProps {
  readonly outgoing: Outgoing;
  readonly onAgain: () => void;
  readonly onDiscard: () => void;
}

/** A message on its way. */
export function OutgoingView({ outgoing, onAgain, onDiscard }: OutgoingViewProps) {
  const { text, failure, isKept } = outgoing;
  return (
    <div className="message message-user message-outgoing">
      <p className="bubble">{exactText(text)}</p>
      {failure === undefined ? (
        <p className="message-meta">{isKept ? 'Kept until a Worker is back' : 'Sending…'}</p>
      ) : (
        <div className="message-meta not-sent" role="alert">
          <span>Not sent: {failure}</span>
          <Button size="small" onPress={onAgain}>
            <RotateCw size={14} aria-hidden="true" />
            Send again
          </Button>
          <Button size="small" look="quiet" onPress={onDiscard}>
            Discard
          </Button>
        </div>
      )}
    </div>
  );
}
