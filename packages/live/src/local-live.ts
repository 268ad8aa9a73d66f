import type { LiveChannel } from '@durable-goals/core';
import { listenersOf, type Listeners } from './listeners.js';
import { localPublisher } from './local-publisher.js';
import { localReader, type LocalReader } from './local-reader.js';
import { rendezvousIn } from './rendezvous.js';
import { underWay } from './under-way.js';

export interface LocalLiveOptions {
  /** Where the processes of one machine and user find each other. It is made where it is missing, for this user only. */
  readonly directory: string;
  /** Told in a sentence when nobody can be told live. @defaultValue a warning of the process */
  readonly complain?: (message: string) => void;
}

/**
 * A live channel between the processes of one user on one machine: Workers listen on loopback, at ports that they leave in
 * a folder, and whoever watches connects to all of them. Nothing has to be installed, and each side may start and die
 * when it likes.
 */
export function localLive({ directory, complain = warn }: LocalLiveOptions): LiveChannel {
  const rendezvous = rendezvousIn(directory);
  const happening = underWay();
  const publisher = localPublisher({ rendezvous, underWay: happening.of, complain });
  const listeners: Listeners = listenersOf((id, isWatched) => reader.change(id, isWatched));
  const reader: LocalReader = localReader({
    directory,
    rendezvous,
    own: publisher.id,
    watched: listeners.conversations,
    tell: listeners.tell,
    gap: listeners.gap,
  });
  return {
    publish(event) {
      publisher.open();
      happening.note(event);
      publisher.publish(event);
      listeners.tell(event);
    },
    subscribe(conversationId, listener) {
      const isNew = !listeners.has(conversationId);
      const leave = listeners.add(conversationId, listener);
      for (const event of happening.of(conversationId)) listener(event);
      // What is under way was told to the ones before, and is asked for again.
      if (!isNew) reader.change(conversationId, true);
      return leave;
    },
    announce: publisher.open,
    async close() {
      reader.close();
      await publisher.close();
    },
  };
}

function warn(message: string): void {
  process.emitWarning(message);
}
