/** Which channels somebody elsewhere listens to. */
export interface Interest {
  add(channel: string): void;
  has(channel: string): boolean;
  channels(): readonly string[];
}

/** How long a watcher counts as one after it last said so, in milliseconds. */
const lastsMs = 60_000;
const mostChannels = 100_000;

/** @param now - Milliseconds since the epoch. */
export function interest(now: () => number = Date.now): Interest {
  const until = new Map<string, number>();

  function forgetOld(): void {
    const time = now();
    // They stand in the order in which they were last named.
    for (const [channel, end] of until) {
      if (end > time && until.size <= mostChannels) return;
      until.delete(channel);
    }
  }

  return {
    add(channel) {
      until.delete(channel);
      until.set(channel, now() + lastsMs);
      forgetOld();
    },
    has: (channel) => (until.get(channel) ?? 0) > now(),
    channels() {
      forgetOld();
      return [...until.keys()];
    },
  };
}
