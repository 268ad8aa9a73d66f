import type { LiveNews, LiveText, LiveTool } from '@durable-goals/core';
import type { FeedEvent } from './feed-event.js';

/**
 * What is heard live of a conversation, as one picture: whoever is slow to look at it misses steps, but not how it
 * stands, and it never grows beyond one answer and the tools that run.
 */
export interface LiveView {
  hear(news: LiveNews): void;
  /** What has to be told, so that somebody who knows what was told before sees the picture. */
  changes(): readonly FeedEvent[];
  /** The agent has said something: what was being written before that is over. */
  answered(at: number): void;
  /** Nothing is being written since then. */
  rested(at: number): void;
}

/** Makes an empty one. Times are in milliseconds of the server's clock. */
export function liveView(): LiveView {
  let text: Pick<LiveText, 'key' | 'began' | 'text'> | undefined;
  let shown: { readonly key: string; readonly length: number } | undefined;
  /** What began no later than this is over. */
  let over = -1;
  const tools = new Map<string, LiveTool>();

  function hearText(event: LiveText): void {
    const { key, began, from } = event;
    if (began <= over) return;
    if (text?.key === key) {
      // A piece behind a gap is left alone: the whole comes again.
      if (from <= text.text.length) {
        const { length } = text.text;
        const longer = text.text.slice(0, from) + event.text;
        if (longer.length > length) text = { key, began, text: longer };
      }
    } else if (from === 0 && (text === undefined || began >= text.began)) {
      text = { key, began, text: event.text };
    }
  }

  return {
    hear(news) {
      switch (news.kind) {
        case 'text':
          hearText(news);
          break;
        case 'retract':
          if (text?.key === news.key) text = undefined;
          break;
        case 'tool':
          tools.delete(news.callId);
          tools.set(news.callId, news);
          break;
        case 'written':
        case 'step':
        case 'gap':
      }
    },
    changes() {
      const events: FeedEvent[] = [];
      for (const { callId, tool, state, progress } of tools.values()) {
        const data = { callId, tool, state, ...(progress === undefined ? {} : { progress }) };
        events.push({ event: 'tool', data });
      }
      tools.clear();
      if (shown !== undefined && shown.key !== text?.key) {
        events.push({ event: 'retract', data: { key: shown.key } });
        shown = undefined;
      }
      const from = shown?.length ?? 0;
      if (text !== undefined && text.text.length > from) {
        const { key, text: whole } = text;
        events.push({ event: 'text', data: { key, text: whole.slice(from), from } });
        shown = { key, length: whole.length };
      }
      return events;
    },
    answered(at) {
      over = Math.max(over, at);
      if (text !== undefined && text.began <= over) text = undefined;
      // The message took its place on the page; what is still being written is shown from its start again.
      shown = undefined;
    },
    rested(at) {
      if (text !== undefined && text.began <= at) text = undefined;
    },
  };
}
