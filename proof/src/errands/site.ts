import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectAgents, type AgentClient } from '@durable-goals/client';
import { recordHistory } from '@durable-goals/testing';
import type { Client } from '@temporalio/client';
import type { AtEnd } from '../parts/at-end.js';
import type { WorkerProcess } from '../parts/worker-process.js';
import { checkErrands } from './check.js';
import { doErrands, persist, type Caller } from './caller.js';
import type { Pace } from './goal.js';
import { openLedger, type Ledger } from './ledger.js';
import { startErrandWorker, type ErrandWorkerOptions } from './start-errand-worker.js';

/** Where people have errands done: a ledger, Workers that are started here, and a client. */
export interface Site {
  readonly client: Client;
  readonly agents: AgentClient;
  readonly ledger: Ledger;
  readonly counts: ReadonlyMap<string, number>;
  /** Starts a Worker, at the server's address unless another way there is given. */
  startWorker(options?: Partial<ErrandWorkerOptions>): Promise<WorkerProcess>;
  /** A person with a conversation of that id. */
  caller(conversationId: string): Promise<Caller>;
  /** Checks a conversation that has had its errands done. @throws naming what is not as it has to be. */
  check(caller: Caller, errands: readonly string[]): Promise<void>;
}

export interface SiteOptions {
  /** The server's address. */
  readonly address: string;
  /** The way to the server that the client takes. @defaultValue straight there */
  readonly clientAddress?: string;
  /** For the ledger; made if absent. */
  readonly folder: string;
  readonly pace?: Partial<Pace>;
  /** @defaultValue 'errands' */
  readonly taskQueue?: string;
  readonly atEnd: AtEnd;
  /** How long everything may take, in milliseconds. @defaultValue 120,000 */
  readonly patienceMs?: number;
}

/** Opens a site at a server. */
export async function openSite(options: SiteOptions): Promise<Site> {
  const { address, clientAddress = address, folder, atEnd, patienceMs = 120_000 } = options;
  const { taskQueue = 'errands' } = options;
  await mkdir(folder, { recursive: true });
  const ledger = openLedger(folder);
  const pace = { modelMs: 250, toolMs: 600, ...options.pace };
  const connected = await connect(clientAddress, taskQueue);
  atEnd(async () => await connected.close());
  const counts = new Map<string, number>();
  const until = Date.now() + patienceMs;
  return {
    client: connected.client,
    agents: connected.agents,
    ledger,
    counts,
    async startWorker(given) {
      const worker = await startErrandWorker({
        address,
        taskQueue,
        ledger: folder,
        ...pace,
        ...given,
      });
      atEnd(async () => await worker.kill());
      return worker;
    },
    async caller(conversationId) {
      const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
      const chat = await persist({ until, count }, `the start of '${conversationId}'`, () =>
        connected.agents.start('errands', { conversationId }),
      );
      return { chat, ledger, until, count };
    },
    async check({ chat }, errands) {
      // By a connection of its own, straight to the server: what is checked is not the way there.
      const straight = await connect(address, taskQueue);
      try {
        const { client, agents } = straight;
        const done = { client, chat: agents.conversation(chat.id), ledger, until, errands };
        await checkErrands(done).catch(async (error: unknown) => {
          await keepHistory(client, chat.id, folder);
          throw error;
        });
      } finally {
        await straight.close();
      }
    },
  };
}

/** Errands under way. */
export interface UnderWay {
  /** Whether everybody has been answered. */
  readonly isOver: () => boolean;
  /** Waits for everybody, and checks every conversation. @throws naming what is not as it has to be. */
  readonly checked: () => Promise<void>;
}

/** Who has errands. */
export interface People {
  readonly people: number;
  /** Of each conversation. */
  readonly errands: number;
  /** What the conversations' ids begin with. */
  readonly name: string;
  /** Asked of who is done: whether there are as many errands again, in another conversation. @defaultValue there are not */
  readonly goOn?: () => boolean;
}

/** However long it goes on, nobody has more conversations than this. */
const mostConversations = 40;

/** Has several people's errands done at once; returns when everybody was greeted. */
export async function haveErrandsDone(
  site: Site,
  { people, errands, name, goOn = () => false }: People,
): Promise<UnderWay> {
  const greeted = await Promise.all(
    Array.from({ length: people }, (_, person) => greet(site, `${name}-${person}`, errands)),
  );
  const all = [...greeted];
  let over = false;
  const done = Promise.all(
    greeted.map(async (first) => {
      await doErrands(first.caller, first.list);
      for (let number = 2; goOn() && number <= mostConversations; number += 1) {
        const next = await greet(site, `${first.caller.chat.id}-${number}`, errands);
        all.push(next);
        await doErrands(next.caller, next.list);
      }
    }),
  ).finally(() => {
    over = true;
  });
  done.catch(() => undefined);
  return {
    isOver: () => over,
    async checked() {
      await done;
      for (const { caller, list } of all) await site.check(caller, list);
    },
  };
}

/** A person whom the agent has greeted, and their errands: a greeting that a first message overtakes is not said. */
async function greet(site: Site, conversationId: string, errands: number) {
  const caller = await site.caller(conversationId);
  await persist(caller, `the greeting of '${conversationId}'`, async () => {
    const { state } = await caller.chat.waitFor(['awaiting-user']);
    return state === 'awaiting-user' ? state : undefined;
  });
  const list = Array.from({ length: errands }, (_, n) => `${conversationId} errand ${n}`);
  return { caller, list };
}

/** For who looks into it: the last run of a conversation as the server has it. */
async function keepHistory(client: Client, conversationId: string, folder: string): Promise<void> {
  const history = await recordHistory(client, conversationId);
  await writeFile(join(folder, `${conversationId}.history.json`), history);
}

async function connect(address: string, taskQueue: string) {
  return await connectAgents({
    temporal: { connection: { address }, namespace: 'default', taskQueue },
  });
}
