import { createHash, randomUUID } from 'node:crypto';
import type { LiveChannel, LiveEvent } from '@durable-goals/core';
import type { ClientConfig } from 'pg';
import { interest } from './interest.js';
import { listenersOf } from './listeners.js';
import { outbox } from './outbox.js';
import { postgresLink } from './postgres-link.js';
import { payloadsOf } from './postgres-payload.js';
import { underWay } from './under-way.js';

export interface PostgresLiveOptions {
  /** `postgres://user:password@host:port/database`; not a pooler that gives connections away between statements. */
  readonly connectionString: string;
  /** Keeps conversations of the same id apart, such as those of two Temporal Namespaces. @defaultValue none */
  readonly scope?: string;
  readonly ssl?: ClientConfig['ssl'];
  /** Told in a sentence when the connection is lost. @defaultValue a warning of the process */
  readonly complain?: (message: string) => void;
}

/** How often a watcher says that it still watches, in milliseconds. */
const renewEveryMs = 20_000;
/** Conversations that are named in one payload. */
const inAPayload = 200;

/**
 * A live channel between machines, through LISTEN and NOTIFY of PostgreSQL. It makes no tables, keeps nothing, and sends
 * only what somebody watches.
 */
export function postgresLive(options: PostgresLiveOptions): LiveChannel {
  const { connectionString, scope = '', ssl, complain = warn } = options;
  const me = randomUUID();
  const control = `dg_live_${digest(scope)}`;
  const channelOf = (conversationId: string): string =>
    `dg_live_${digest(`${scope}\n${conversationId}`)}`;
  const happening = underWay();
  const watched = interest();
  const out = outbox();
  let isSending = false;
  let timer: NodeJS.Timeout | undefined;

  const listeners = listenersOf((conversationId, isWatched) => {
    const channel = channelOf(conversationId);
    void link.run(`${isWatched ? 'LISTEN' : 'UNLISTEN'} ${channel}`);
    if (isWatched) ask([channel], true);
  });

  const link = postgresLink(
    {
      connectionString,
      application_name: 'durable-goals-live',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: 10_000,
      ...(ssl === undefined ? {} : { ssl }),
    },
    {
      complain,
      opened() {
        out.clear();
        const channels = listeners.conversations().map(channelOf);
        const all = [control, ...channels].map((channel) => `LISTEN ${channel}`);
        void link.run(all.join('; '));
        tellAll({ who: true });
        ask(channels, true);
        listeners.gap();
        for (const channel of watched.channels()) tell(channel, { gap: true });
      },
      heard(channel, payload) {
        const message = parsed(payload);
        if (message === undefined || message['from'] === me) return;
        if (channel === control) asked(message);
        else if (isEvent(message['event'])) listeners.tell(message['event']);
        else if (message['gap'] === true) gapIn(channel);
      },
    },
  );

  /** Somebody says what it watches, or asks who does. */
  function asked({ who, watch, fresh }: Record<string, unknown>): void {
    if (who === true) ask(listeners.conversations().map(channelOf), true);
    const channels = Array.isArray(watch) ? watch.filter((one) => typeof one === 'string') : [];
    for (const channel of channels) watched.add(channel);
    if (fresh !== true || channels.length === 0) return;
    const wanted = new Set(channels);
    for (const conversationId of happening.conversations()) {
      const channel = channelOf(conversationId);
      if (!wanted.has(channel)) continue;
      for (const event of happening.of(conversationId)) out.add(channel, event);
    }
    void send();
  }

  function ask(channels: readonly string[], fresh: boolean): void {
    for (let at = 0; at < channels.length; at += inAPayload) {
      tellAll({ watch: channels.slice(at, at + inAPayload), fresh });
    }
  }

  function tellAll(message: object): void {
    tell(control, message);
  }

  function tell(channel: string, message: object): void {
    void link.run('SELECT pg_notify($1, $2)', [channel, JSON.stringify({ from: me, ...message })]);
  }

  function gapIn(channel: string): void {
    for (const conversationId of listeners.conversations()) {
      if (channelOf(conversationId) === channel) listeners.tell({ kind: 'gap', conversationId });
    }
  }

  /** Sends what waits, many at a time: while one statement is under way, the next one fills. */
  async function send(): Promise<void> {
    if (isSending) return;
    isSending = true;
    for (let events = out.take(); events.length > 0; events = out.take()) {
      const payloads = events.flatMap(({ channel, event }) =>
        payloadsOf(me, event).map((payload) => ({ channel, payload })),
      );
      const isSent = await link.run(
        'SELECT pg_notify(channel, payload) FROM unnest($1::text[], $2::text[]) AS sent (channel, payload)',
        [payloads.map(({ channel }) => channel), payloads.map(({ payload }) => payload)],
      );
      if (!isSent) out.clear();
    }
    isSending = false;
    for (const channel of out.dropped()) makeGood(channel);
  }

  function makeGood(channel: string): void {
    tell(channel, { gap: true });
    asked({ watch: [channel], fresh: true });
  }

  function open(): void {
    link.open();
    timer ??= setInterval(
      () => ask(listeners.conversations().map(channelOf), false),
      renewEveryMs,
    ).unref();
  }

  return {
    publish(event: LiveEvent) {
      open();
      happening.note(event);
      listeners.tell(event);
      const channel = channelOf(event.conversationId);
      if (!watched.has(channel) || !link.isOpen()) return;
      out.add(channel, event);
      void send();
    },
    subscribe(conversationId, listener) {
      open();
      const isNew = !listeners.has(conversationId);
      const leave = listeners.add(conversationId, listener);
      for (const event of happening.of(conversationId)) listener(event);
      if (!isNew) ask([channelOf(conversationId)], true);
      return leave;
    },
    announce: open,
    async close() {
      clearInterval(timer);
      await link.close();
    },
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function parsed(payload: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is LiveEvent {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, conversationId } = value as Record<string, unknown>;
  return typeof kind === 'string' && typeof conversationId === 'string';
}

function warn(message: string): void {
  process.emitWarning(message);
}
