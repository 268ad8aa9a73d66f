import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';

/** One connection that all calls of a process share. It is made when it is needed, and made anew when it broke. */
export interface Connection {
  /**
   * Does something with the connected client.
   *
   * @throws `NotConnected` when no connection could be made, so that nothing was asked.
   */
  use<Result>(work: (client: Client) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** No connection could be made: nothing was asked. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected';
}

export interface ConnectionOptions {
  /** How the server is named in errors. */
  readonly name: string;
  readonly transport: () => Transport;
  /** How long a connection may take to be made, in milliseconds. */
  readonly connectMs: number;
  /** How long it stays when nobody needs it, in milliseconds. */
  readonly idleMs: number;
}

/** Makes a connection, which begins with its first use. */
export function connectionTo(options: ConnectionOptions): Connection {
  const { name, transport, connectMs, idleMs } = options;
  let current: Promise<Client> | undefined;
  let users = 0;
  let idle: NodeJS.Timeout | undefined;

  function connected(): Promise<Client> {
    if (current !== undefined) return current;
    const made: Promise<Client> = connect(() => {
      if (current === made) current = undefined;
    });
    current = made;
    return made;
  }

  async function connect(onLost: () => void): Promise<Client> {
    const client = new Client({ name: 'durable-goals', version: '1.0.0' });
    Object.assign(client, { onclose: onLost });
    try {
      await client.connect(transport(), { timeout: connectMs });
      return client;
    } catch (error) {
      onLost();
      await client.close().catch(() => undefined);
      throw notConnected(error);
    }
  }

  function notConnected(error: unknown): NotConnected {
    const said = error instanceof Error ? error.message : String(error);
    const reason = isTurnedAway(error) ? 'it refuses the credentials (401)' : said;
    return new NotConnected(`MCP server '${name}' cannot be reached: ${reason}`);
  }

  async function close(): Promise<void> {
    clearTimeout(idle);
    const open = current;
    current = undefined;
    const client = await open?.catch(() => undefined);
    await client?.close().catch(() => undefined);
  }

  return {
    close,
    async use(work) {
      clearTimeout(idle);
      users += 1;
      try {
        const used = connected();
        const client = await used;
        try {
          return await work(client);
        } catch (error) {
          if (isRefusedConnection(error)) {
            throw new NotConnected(
              `MCP server '${name}' cannot be reached: it refuses connections`,
            );
          }
          if (!isSessionLost(error) && !isTurnedAway(error)) throw error;
          // The server knows nothing of this session, or takes its credentials no more, so it did nothing either.
          if (current === used) current = undefined;
          await client.close().catch(() => undefined);
          return await work(await connected()).catch((again: unknown) => {
            throw isTurnedAway(again) ? notConnected(again) : again;
          });
        }
      } finally {
        users -= 1;
        if (users === 0) {
          clearTimeout(idle);
          idle = setTimeout(() => void close(), idleMs);
          idle.unref();
        }
      }
    },
  };
}

/** A session that the server does not know is answered with status 404, or with 400 by some. */
function isSessionLost(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return error.code === 404 || (error.code === 400 && /session/i.test(error.message));
}

/** The credentials that the connection began with are not good, or not any more. */
function isTurnedAway(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 401;
}

/** Nothing listens there any more, so nobody was asked. */
function isRefusedConnection(error: unknown): boolean {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}
