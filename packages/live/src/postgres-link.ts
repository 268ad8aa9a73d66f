import { Socket } from 'node:net';
import { Client, type ClientConfig } from 'pg';

/** A connection to PostgreSQL that is made again whenever it breaks. */
export interface PostgresLink {
  /** Connects, unless it has begun to. */
  open(): void;
  isOpen(): boolean;
  /** Runs a statement, if the connection is there. @returns whether it worked */
  run(text: string, values?: readonly unknown[]): Promise<boolean>;
  close(): Promise<void>;
}

export interface LinkEvents {
  /** It is connected, for the first time or again. */
  readonly opened: () => void;
  readonly heard: (channel: string, payload: string) => void;
  readonly complain: (message: string) => void;
}

const firstPauseMs = 250;
const longestPauseMs = 15_000;

/** Makes a link, which connects when it is first used. */
export function postgresLink(config: ClientConfig, events: LinkEvents): PostgresLink {
  let client: Client | undefined;
  let isOpen = false;
  let isWanted = false;
  let isLost = false;
  let pauseMs = firstPauseMs;
  let timer: NodeJS.Timeout | undefined;
  /** One statement after the other. */
  let last: Promise<unknown> = Promise.resolve();

  async function connect(): Promise<void> {
    // A process that has nothing else to do may end.
    const fresh = new Client({ ...config, stream: () => new Socket().unref() });
    client = fresh;
    fresh.on('notification', ({ channel, payload = '' }) => events.heard(channel, payload));
    const lost = (error?: Error): void => {
      if (client === fresh) again(error);
    };
    fresh.on('error', lost);
    fresh.on('end', () => lost());
    try {
      await fresh.connect();
      if (client !== fresh) {
        await fresh.end();
        return;
      }
      isOpen = true;
      isLost = false;
      pauseMs = firstPauseMs;
      events.opened();
    } catch (error) {
      lost(error instanceof Error ? error : new Error(String(error)));
    }
  }

  function again(error: Error | undefined): void {
    const broken = client;
    client = undefined;
    isOpen = false;
    void ended(broken);
    if (!isWanted) return;
    if (!isLost && error !== undefined) {
      events.complain(`PostgreSQL carries nothing live for now: ${error.message}`);
    }
    isLost = true;
    timer = setTimeout(() => void connect(), pauseMs).unref();
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }

  async function query(text: string, values: readonly unknown[]): Promise<boolean> {
    if (client === undefined || !isOpen) return false;
    const used = client;
    try {
      await used.query(text, [...values]);
      return true;
    } catch (error) {
      // Without an answer in time it is of no use any more.
      if (client === used) again(error instanceof Error ? error : undefined);
      return false;
    }
  }

  return {
    open() {
      if (isWanted) return;
      isWanted = true;
      void connect();
    },
    isOpen: () => isOpen,
    async run(text, values = []) {
      const ran = last.then(async () => await query(text, values));
      last = ran;
      return await ran;
    },
    async close() {
      isWanted = false;
      clearTimeout(timer);
      const open = client;
      client = undefined;
      isOpen = false;
      await ended(open);
    },
  };
}

/** Ends a connection, as far as it still can be. */
async function ended(client: Client | undefined): Promise<void> {
  try {
    await client?.end();
  } catch {
    // It was broken.
  }
}
