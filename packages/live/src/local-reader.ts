import { watch, type FSWatcher } from 'node:fs';
import type { LiveNews } from '@durable-goals/core';
import { connectionTo, type Connection } from './local-connection.js';
import type { Address, Rendezvous } from './rendezvous.js';

/** The side of a channel that hears. */
export interface LocalReader {
  /** Hears of a conversation, or no more. */
  change(conversationId: string, isWatched: boolean): void;
  close(): void;
}

/** How often the folder is looked at, in milliseconds, where the file system does not say that it changed. */
const lookEveryMs = 1_000;
/** How long a publisher that cannot be reached is left alone, in milliseconds. */
const retryAfterMs = 3_000;

export interface ReaderParts {
  readonly directory: string;
  readonly rendezvous: Rendezvous;
  /** This process's own publisher, which needs no connection. */
  readonly own: string;
  readonly watched: () => readonly string[];
  readonly tell: (news: LiveNews) => void;
  /** Events may have been lost. */
  readonly gap: () => void;
}

/** Keeps a connection to each publisher that can be found, as long as anybody listens. */
export function localReader(parts: ReaderParts): LocalReader {
  const { directory, rendezvous, own, watched, tell, gap } = parts;
  const connections = new Map<string, Connection>();
  const notBefore = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;
  let isLooking = false;
  let isDue = false;

  async function look(): Promise<void> {
    isDue = isLooking;
    if (isLooking) return;
    isLooking = true;
    watchFolder();
    const found = await rendezvous.addresses();
    isLooking = false;
    if (timer === undefined) return;
    // What came meanwhile may not be among them.
    if (isDue) void look();
    for (const id of notBefore.keys()) {
      if (!found.some((address) => address.id === id)) notBefore.delete(id);
    }
    for (const address of found) connect(address);
  }

  function connect(address: Address): void {
    const { id } = address;
    if (id === own || connections.has(id) || (notBefore.get(id) ?? 0) > Date.now()) return;
    const connection = connectionTo(address, {
      tell,
      gap,
      opened: () => connection.watch(watched()),
      closed(wasOpen) {
        connections.delete(id);
        notBefore.set(id, Date.now() + (wasOpen ? 200 : retryAfterMs));
        if (wasOpen) gap();
      },
    });
    connections.set(id, connection);
  }

  /** A publisher that starts is heard at once; the timer is for file systems that do not tell. */
  function watchFolder(): void {
    if (watcher !== undefined) return;
    try {
      rendezvous.open();
      watcher = watch(directory, { persistent: false }, () => void look());
      watcher.on('error', () => {
        watcher?.close();
        watcher = undefined;
      });
    } catch {
      // It cannot be made, or not be watched.
    }
  }

  function start(): void {
    if (timer !== undefined) return;
    timer = setInterval(() => void look(), lookEveryMs).unref();
    void look();
  }

  return {
    change(conversationId, isWatched) {
      if (isWatched) start();
      for (const connection of connections.values()) {
        if (isWatched) connection.watch([conversationId]);
        else connection.leave(conversationId);
      }
    },
    close() {
      clearInterval(timer);
      timer = undefined;
      watcher?.close();
      for (const connection of connections.values()) connection.close();
    },
  };
}
