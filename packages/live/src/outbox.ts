import type { LiveEvent } from '@durable-goals/core';

/** Events that wait to be sent, each for a channel. */
export interface Outbox {
  add(channel: string, event: LiveEvent): void;
  /** Takes the next ones out, oldest first. */
  take(): readonly { readonly channel: string; readonly event: LiveEvent }[];
  /** The channels of which something was dropped since they were last asked for. */
  dropped(): readonly string[];
  clear(): void;
}

const mostEvents = 2_000;
const mostCharacters = 2_000_000;
const atOnce = 100;

/** Makes an outbox that joins pieces of one text, and drops everything of a channel when there is no room. */
export function outbox(): Outbox {
  let waiting: { readonly channel: string; readonly event: LiveEvent }[] = [];
  let size = 0;
  const behind = new Set<string>();

  return {
    add(channel, event) {
      if (behind.has(channel)) return;
      const last = waiting.at(-1);
      const joined = last?.channel === channel ? joinedText(last.event, event) : undefined;
      size += event.kind === 'text' ? event.text.length : 0;
      if (joined !== undefined) waiting[waiting.length - 1] = { channel, event: joined };
      else waiting.push({ channel, event });
      if (waiting.length <= mostEvents && size <= mostCharacters) return;
      for (const one of waiting) behind.add(one.channel);
      waiting = [];
      size = 0;
    },
    take() {
      const taken = waiting.splice(0, atOnce);
      for (const { event } of taken) size -= event.kind === 'text' ? event.text.length : 0;
      return taken;
    },
    dropped() {
      const channels = [...behind];
      behind.clear();
      return channels;
    },
    clear() {
      waiting = [];
      size = 0;
      behind.clear();
    },
  };
}

function joinedText(first: LiveEvent, second: LiveEvent): LiveEvent | undefined {
  if (first.kind !== 'text' || second.kind !== 'text' || first.key !== second.key) return undefined;
  if (second.from !== first.from + first.text.length) return undefined;
  return { ...first, text: first.text + second.text };
}
