import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';

/** How goals are offered over streamable HTTP. */
export interface ServeMcpOptions<Principal extends { readonly id: string }> {
  /** Who a bearer token stands for; `undefined` for one that is not good. */
  readonly principalOf: (token: string) => Promise<Principal | undefined>;
  /** The server of one assistant, who came with a token of that principal. */
  readonly serverFor: (principal: Principal) => McpServer;
  /** Where to listen. @defaultValue '127.0.0.1' */
  readonly host?: string;
  /** 0 takes a free one. @defaultValue 4690 */
  readonly port?: number;
  /** Names that it is known by besides the loopback ones, as in `Host`. @defaultValue none */
  readonly hosts?: readonly string[];
  /** How long a session stays that nobody uses, in milliseconds. @defaultValue 3,600,000 */
  readonly idleMs?: number;
}

/** Goals that are offered over HTTP. */
export interface ServedMcp {
  readonly url: string;
  close(): Promise<void>;
}

interface Session {
  readonly transport: StreamableHTTPServerTransport;
  readonly server: McpServer;
  /** Whose it is: another one's token does not open it. */
  readonly principalId: string;
  usedAt: number;
}

/** What this machine is called by itself, whatever the port. */
const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;
const path = '/mcp';
const mostSessions = 200;
/** A message is 32,000 characters at most, and what goes with it is short. */
const longestBodyBytes = 512 * 1024;

/**
 * Serves MCP over streamable HTTP, at `/mcp`: a session for each assistant, for whoever has a bearer token. Pages of browsers,
 * and requests for other hosts, are turned away.
 *
 * @throws Node's error when nothing can listen at the address.
 */
export async function serveMcp<Principal extends { readonly id: string }>(
  options: ServeMcpOptions<Principal>,
): Promise<ServedMcp> {
  const { host = '127.0.0.1', port = 4690, hosts = [], idleMs = 3_600_000 } = options;
  const sessions = new Map<string, Session>();
  const names = new Set(hosts.map((name) => name.toLowerCase()));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = request.headers.host ?? '';
    if (!loopback.test(asked) && !names.has(asked.toLowerCase())) {
      return refuse(response, 421, `This server is not known as '${asked.slice(0, 255)}'.`);
    }
    // A browser says where its page is from; assistants are no pages.
    if (request.headers.origin !== undefined) {
      return refuse(response, 403, 'Pages of browsers are not allowed.');
    }
    if (new URL(request.url ?? '/', 'http://localhost').pathname !== path) {
      return refuse(response, 404, `There is nothing here but '${path}'.`);
    }
    const [, token = ''] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const principal = token === '' ? undefined : await options.principalOf(token);
    if (principal === undefined) {
      response.setHeader('www-authenticate', 'Bearer');
      return refuse(response, 401, 'The bearer token is missing or not good.');
    }
    const sessionId = request.headers['mcp-session-id'];
    if (sessionId === undefined) return await begin(principal, request, response);
    const session = sessions.get(String(sessionId));
    if (session?.principalId !== principal.id) {
      return refuse(response, 404, 'The session is over. Begin a new one.');
    }
    await use(session, request, response);
  }

  async function begin(
    principal: Principal,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (sessions.size >= mostSessions) await closeLongestUnused();
    const server = options.serverFor(principal);
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, session),
    });
    const session = { transport, server, principalId: principal.id, usedAt: Date.now() };
    Object.assign(transport, { onclose: () => sessions.delete(transport.sessionId ?? '') });
    await server.connect(transport);
    await use(session, request, response);
    // It was no request to begin with.
    if (transport.sessionId === undefined) await server.close();
  }

  async function use(
    session: Session,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    session.usedAt = Date.now();
    const body = request.method === 'POST' ? await bodyOf(request) : undefined;
    if (body !== undefined && 'problem' in body) return refuse(response, 413, body.problem);
    await session.transport.handleRequest(request, response, body?.json);
  }

  async function closeLongestUnused(): Promise<void> {
    const [longest] = [...sessions.values()].toSorted((one, other) => one.usedAt - other.usedAt);
    await longest?.server.close();
  }

  const http = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'It could not be answered.');
    });
  });
  http.headersTimeout = 15_000;
  http.requestTimeout = 30_000;
  http.listen(port, host);
  await once(http, 'listening');
  const sweep = setInterval(() => {
    const before = Date.now() - idleMs;
    for (const { usedAt, server } of sessions.values()) if (usedAt < before) void server.close();
  }, 60_000);
  sweep.unref();
  const { port: taken } = http.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}${path}`,
    async close() {
      clearInterval(sweep);
      const closed = once(http, 'close');
      http.close();
      await Promise.all([...sessions.values()].map(async ({ server }) => await server.close()));
      http.closeAllConnections();
      await closed;
    },
  };
}

async function bodyOf(
  request: IncomingMessage,
): Promise<{ readonly json: unknown } | { readonly problem: string }> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.byteLength;
    if (bytes > longestBodyBytes) {
      return { problem: `The body has more than ${longestBodyBytes / 1024} kB.` };
    }
    parts.push(part);
  }
  try {
    return { json: JSON.parse(Buffer.concat(parts).toString()) as unknown };
  } catch {
    // The transport says so in the protocol's own words.
    return { json: null };
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null }));
}
