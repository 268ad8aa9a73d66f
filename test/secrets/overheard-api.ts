import { localLive } from '@durable-goals/live';
import { createServer } from '@durable-goals/server';
import { sqliteStore } from '@durable-goals/store';
import type { Client } from '@temporalio/client';
import { pino } from 'pino';
import { leakyGoal } from './leaky-goal.js';

/** The REST API beside a Worker with secrets, and everything that it says. */
export interface OverheardApi {
  /** Follows a conversation by its event stream to the end, with the words that are written live. @returns its bytes. */
  follow(conversationId: string): Promise<string>;
  /** Whatever else can be read of a conversation, and what the server logged. */
  readAll(conversationId: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts it on the files of that Worker, with an environment that has no secret. */
export async function startOverheardApi(parts: {
  readonly client: Client;
  readonly taskQueue: string;
  readonly storeFile: string;
  readonly liveFolder: string;
}): Promise<OverheardApi> {
  const { client, taskQueue, storeFile, liveFolder } = parts;
  const store = sqliteStore(storeFile);
  const live = localLive({ directory: liveFolder });
  const logged: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => logged.push(line) });
  const goals = [leakyGoal({})];
  const server = createServer({ client, taskQueue, goals, store, live, logger, page: false });
  const listening = await server.listen({ port: 0 });
  const get = async (path: string): Promise<string> =>
    await (await fetch(`${listening.url}${path}`)).text();
  return {
    follow: async (id) => await get(`/v1/conversations/${id}/events`),
    async readAll(id) {
      const own = `/v1/conversations/${id}`;
      const paths = ['/v1/goals', '/v1/conversations', '/v1/approvals', own];
      const texts = await Promise.all([...paths, `${own}/messages`, `${own}/record`].map(get));
      return [...texts, ...logged].join('\n');
    },
    async close() {
      await listening.close();
      await live.close();
      await store.close();
    },
  };
}
