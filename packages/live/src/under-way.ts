import type { LiveEvent, LiveText, LiveTool } from '@durable-goals/core';

/** What is under way in this process, for those who begin to watch in the middle of it. */
export interface UnderWay {
  note(event: LiveEvent): void;
  /** The text that is being written in a conversation, whole, and the tools that run. */
  readonly of: (conversationId: string) => readonly LiveEvent[];
  conversations(): readonly string[];
}

interface Happening {
  readonly texts: Map<string, LiveText>;
  readonly tools: Map<string, LiveTool>;
}

/** Keeps what has begun and not ended, as much of it as a Worker has Activities. */
export function underWay(): UnderWay {
  const conversations = new Map<string, Happening>();

  function take(happening: Happening, event: LiveEvent): void {
    const { texts, tools } = happening;
    switch (event.kind) {
      case 'text': {
        const before = texts.get(event.key)?.text ?? '';
        if (event.from > before.length) break;
        const text = before.slice(0, event.from) + event.text;
        texts.set(event.key, { ...event, from: 0, text });
        break;
      }
      case 'retract':
      case 'written':
        texts.delete(event.key);
        break;
      case 'tool':
        if (event.state === 'running') tools.set(event.callId, event);
        else tools.delete(event.callId);
        break;
      case 'step':
    }
  }

  return {
    conversations: () => [...conversations.keys()],
    note(event) {
      const { conversationId } = event;
      const known = conversations.get(conversationId);
      const happening = known ?? { texts: new Map(), tools: new Map() };
      take(happening, event);
      const isQuiet = happening.texts.size === 0 && happening.tools.size === 0;
      if (isQuiet) conversations.delete(conversationId);
      else if (known === undefined) conversations.set(conversationId, happening);
    },
    of(conversationId) {
      const { texts, tools } = conversations.get(conversationId) ?? {};
      return [...(texts?.values() ?? []), ...(tools?.values() ?? [])];
    },
  };
}
