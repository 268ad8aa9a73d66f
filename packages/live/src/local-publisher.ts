import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { LiveEvent } from '@durable-goals/core';
import { readLines, sendLine } from './json-lines.js';
import { freshNonce, isProof, proofOf } from './proof.js';
import type { Address, Rendezvous } from './rendezvous.js';

/** The side of a channel that tells. */
export interface LocalPublisher {
  readonly id: string;
  /** Listens for watchers, from now on. */
  readonly open: () => void;
  publish(event: LiveEvent): void;
  close(): Promise<void>;
}

/** Bytes that may wait for a reader that is slow; what comes beyond them is dropped, and it is told so. */
const mostWaiting = 1_048_576;
const mostReaders = 64;
const mostWatched = 20_000;
const longestLine = 262_144;
/** How long a connection may take to show that it has the token, in milliseconds. */
const proofWithinMs = 2_000;
/** How often the publisher looks whether its address is still there, in milliseconds. */
const renewEveryMs = 2_000;

interface Reader {
  readonly socket: Socket;
  readonly watched: Set<string>;
  isBehind: boolean;
}

export interface PublisherParts {
  readonly rendezvous: Rendezvous;
  /** What is under way, for a reader that begins to watch. */
  readonly underWay: (conversationId: string) => readonly LiveEvent[];
  readonly complain: (message: string) => void;
}

/** Makes a publisher that readers of this machine and user can find. */
export function localPublisher({ rendezvous, underWay, complain }: PublisherParts): LocalPublisher {
  const id = randomUUID();
  const token = randomBytes(32).toString('hex');
  const readers = new Set<Reader>();
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let address: Address | undefined;
  let renewing: NodeJS.Timeout | undefined;
  const forget = (): void => rendezvous.remove({ id });

  function send(reader: Reader, event: LiveEvent): void {
    const { socket } = reader;
    if (reader.isBehind) return;
    if (socket.writableLength > mostWaiting) reader.isBehind = true;
    else sendLine(socket, { event });
  }

  /** What was dropped is made good by saying so, and by what is under way now. */
  function caughtUp(reader: Reader): void {
    if (!reader.isBehind) return;
    reader.isBehind = false;
    sendLine(reader.socket, { gap: true });
    for (const watched of reader.watched) {
      for (const event of underWay(watched)) send(reader, event);
    }
  }

  function watch(reader: Reader, conversationIds: unknown): void {
    for (const watched of texts(conversationIds)) {
      if (reader.watched.size >= mostWatched) return;
      reader.watched.add(watched);
      for (const event of underWay(watched)) send(reader, event);
    }
  }

  function serve(socket: Socket): void {
    const nonce = freshNonce();
    let reader: Reader | undefined;
    const impatience = setTimeout(() => socket.destroy(), proofWithinMs);
    sockets.add(socket);
    socket.unref();
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearTimeout(impatience);
      sockets.delete(socket);
      if (reader !== undefined) readers.delete(reader);
    });
    sendLine(socket, { nonce });
    readLines(socket, longestLine, ({ proof, nonce: theirs, watch: more, leave }) => {
      if (reader !== undefined) {
        for (const left of texts(leave)) reader.watched.delete(left);
        watch(reader, more);
        return;
      }
      const isKnown = isProof(proof, proofOf(token, 'reader', nonce));
      if (!isKnown || typeof theirs !== 'string' || readers.size >= mostReaders) {
        socket.destroy();
        return;
      }
      clearTimeout(impatience);
      const known: Reader = { socket, watched: new Set(), isBehind: false };
      reader = known;
      readers.add(known);
      socket.on('drain', () => caughtUp(known));
      sendLine(socket, { proof: proofOf(token, 'publisher', theirs) });
    });
  }

  function renew(): void {
    if (address === undefined) return;
    try {
      if (!rendezvous.isLeft(address)) rendezvous.leave(address);
    } catch (error) {
      complain(error instanceof Error ? error.message : String(error));
      clearInterval(renewing);
    }
  }

  return {
    id,
    open() {
      if (server !== undefined) return;
      const opened = createServer(serve);
      server = opened;
      opened.maxConnections = 2 * mostReaders;
      opened.on('error', (error) => complain(`Nobody can be told live: ${error.message}`));
      opened.listen(0, '127.0.0.1', () => {
        const { port } = opened.address() as AddressInfo;
        address = { id, port, token, pid: process.pid };
        renewing = setInterval(renew, renewEveryMs).unref();
        renew();
      });
      opened.unref();
      atExit(forget);
    },
    publish(event) {
      for (const reader of readers) {
        if (reader.watched.has(event.conversationId)) send(reader, event);
      }
    },
    async close() {
      cleanups.delete(forget);
      clearInterval(renewing);
      address = undefined;
      forget();
      for (const socket of sockets) socket.destroy();
      if (server?.listening !== true) return;
      await new Promise<void>((resolve) => server?.close(() => resolve()));
    },
  };
}

/** Addresses of publishers that are still open are removed when their process ends by itself. */
const cleanups = new Set<() => void>();

function atExit(cleanup: () => void): void {
  if (cleanups.size === 0) process.off('exit', cleanUp).once('exit', cleanUp);
  cleanups.add(cleanup);
}

function cleanUp(): void {
  for (const cleanup of cleanups) cleanup();
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
