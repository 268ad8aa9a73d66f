import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { isIP, type AddressInfo, type Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { ApplicationFailure } from '@temporalio/common';
import type { Hono } from 'hono';
import type { ServerEnv } from './server-env.js';

/** Where to listen. */
export interface ListenOptions {
  /** @defaultValue '127.0.0.1' */
  readonly host?: string;
  /** 0 takes a free one. @defaultValue 4680 */
  readonly port?: number;
}

/** A server that listens. */
export interface Listening {
  readonly port: number;
  readonly url: string;
  /** Takes nothing new, ends live streams, and waits for what is under way: ten seconds at most. */
  close(): Promise<void>;
}

interface Circumstances {
  /** Whether everybody who reaches it may do everything. */
  readonly isOpen: boolean;
  readonly closing: AbortController;
  /** Bytes of a request before its body. @defaultValue Node's: 16,384 */
  readonly maxHeaderSize?: number;
}

const graceMs = 10_000;

/** Serves an application over HTTP. */
export async function listening(
  app: Pick<Hono<ServerEnv>, 'fetch'>,
  { host = '127.0.0.1', port = 4680, isOpen, closing, ...limits }: ListenOptions & Circumstances,
): Promise<Listening> {
  if (isOpen && !isLoopback(host)) throw reachable(host);
  const answer = getRequestListener((request, env) => app.fetch(request, env));
  const server = createServer(limits, (request, response) => void answer(request, response));
  // Slow senders hold a connection, not more.
  server.headersTimeout = 15_000;
  server.requestTimeout = 30_000;
  // Longer than proxies keep theirs, so that none sends on a connection that is about to end.
  server.keepAliveTimeout = 65_000;
  const unused = unusedConnections(server);
  server.listen(port, host);
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    port: taken,
    url: `http://${name}:${taken}`,
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      closing.abort();
      server.close();
      for (const socket of unused) socket.destroy();
      // A connection that is kept alive becomes idle only once its last answer is sent.
      const idle = setInterval(() => server.closeIdleConnections(), 100);
      const late = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearInterval(idle);
      clearTimeout(late);
    },
  };
}

/** Browsers open connections ahead of need, which to Node are not idle until they have carried something. */
function unusedConnections(server: Server): ReadonlySet<Socket> {
  const unused = new Set<Socket>();
  server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }) => unused.delete(socket));
  return unused;
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

function reachable(host: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `The server does not listen at '${host}', where others can reach it, while everybody may do everything. Set up tokens or an issuer of tokens, or listen at 127.0.0.1.`,
    'ConfigurationRefused',
  );
}
