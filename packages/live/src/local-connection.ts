import { connect } from 'node:net';
import type { LiveEvent, LiveNews } from '@durable-goals/core';
import { readLines, sendLine } from './json-lines.js';
import { freshNonce, isProof, proofOf } from './proof.js';
import type { Address } from './rendezvous.js';

/** A reader's connection to one publisher. */
export interface Connection {
  watch(conversationIds: readonly string[]): void;
  leave(conversationId: string): void;
  close(): void;
}

/** What a connection tells. */
export interface ConnectionEvents {
  readonly tell: (news: LiveNews) => void;
  readonly gap: () => void;
  /** Both sides have shown that they have the token. */
  readonly opened: () => void;
  readonly closed: (wasOpen: boolean) => void;
}

const longestLine = 1_048_576;
const openWithinMs = 2_000;
/** Conversations that are named in one line. */
const inALine = 500;

/** Connects to a publisher. When it goes, the words that it was writing are taken back at once. */
export function connectionTo(
  { port, token }: Address,
  { tell, gap, opened, closed }: ConnectionEvents,
): Connection {
  const socket = connect({ port, host: '127.0.0.1' });
  const nonce = freshNonce();
  /** The keys of what it writes and the tools that it runs, with what says that they are over. */
  const open = new Map<string, LiveEvent>();
  let state: 'new' | 'greeted' | 'open' = 'new';
  const impatience = setTimeout(() => socket.destroy(), openWithinMs);
  socket.unref();
  socket.on('error', () => undefined);
  socket.once('close', () => {
    clearTimeout(impatience);
    for (const event of open.values()) tell(event);
    closed(state === 'open');
  });

  function note(event: LiveEvent): void {
    const { conversationId } = event;
    switch (event.kind) {
      case 'text':
        open.set(event.key, { kind: 'retract', conversationId, key: event.key });
        break;
      case 'written':
      case 'retract':
        open.delete(event.key);
        break;
      case 'tool': {
        const { progress: _, ...rest } = event;
        const key = `${conversationId}\n${event.callId}`;
        if (event.state === 'running') open.set(key, { ...rest, state: 'settled' });
        else open.delete(key);
        break;
      }
      case 'step':
    }
  }

  readLines(socket, longestLine, (line) => {
    if (state === 'new') {
      if (typeof line['nonce'] !== 'string') return void socket.destroy();
      state = 'greeted';
      sendLine(socket, { proof: proofOf(token, 'reader', line['nonce']), nonce });
    } else if (state === 'greeted') {
      if (!isProof(line['proof'], proofOf(token, 'publisher', nonce))) return void socket.destroy();
      state = 'open';
      clearTimeout(impatience);
      opened();
    } else if (line['gap'] === true) {
      gap();
    } else if (isEvent(line['event'])) {
      note(line['event']);
      tell(line['event']);
    }
  });

  return {
    watch(conversationIds) {
      if (state !== 'open') return;
      for (let at = 0; at < conversationIds.length; at += inALine) {
        sendLine(socket, { watch: conversationIds.slice(at, at + inALine) });
      }
    },
    leave(conversationId) {
      if (state !== 'open') return;
      for (const [key, event] of open) {
        if (event.conversationId === conversationId) open.delete(key);
      }
      sendLine(socket, { leave: [conversationId] });
    },
    close: () => socket.destroy(),
  };
}

/** Whoever has the token is ours, though perhaps of another version. */
function isEvent(value: unknown): value is LiveEvent {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, conversationId } = value as Record<string, unknown>;
  return typeof kind === 'string' && typeof conversationId === 'string';
}
