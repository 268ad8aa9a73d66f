import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  defineGoal,
  defineTool,
  goalTool,
  type ConversationStore,
  type Model,
  type NextStep,
  type RequestKeys,
} from '@durable-goals/core';
import {
  bearerTokens,
  createServer,
  type AgentServer,
  type ServerOptions,
} from '@durable-goals/server';
import { sqliteStore } from '@durable-goals/store';
import { createTestAgent, type TestAgent } from '@durable-goals/testing';
import * as z from 'zod';

const rings: string[] = [];

/** What the tool did, oldest first. */
export const bellRings: readonly string[] = rings;

const ringBell = defineTool({
  name: 'RingBell',
  description: 'Rings a bell',
  input: z.strictObject({ times: z.int().min(1).max(9), door: z.string().default('front') }),
  effect: 'idempotent',
  needsApproval: 'always',
  execute({ times, door }, { conversationId }) {
    rings.push(`${conversationId} ${times} ${door}`);
    return { rung: times, door };
  },
});

/** Nobody begins it: it rings as it is told, and has its calls decided on above. */
const ringer = defineGoal({
  id: 'ringer',
  title: 'Ring as told',
  instructions: 'Ring.',
  tools: [ringBell],
  validatePrompts: false,
});

/** A goal that answers at once, and rings a bell when it is told to. Its runs are short, so a few messages go over several. */
const bell = defineGoal({
  id: 'bell',
  title: 'The bell',
  category: 'house',
  instructions: 'Ring.',
  tools: [ringBell, goalTool(ringer, { name: 'HaveRung' })],
  validatePrompts: false,
  continueAsNewAfterTurns: 3,
});

const goals = [bell] as const;

/** Says again what was said; `ring N` proposes the bell, `have …` has it done, `bye` ends, `slow` takes a while. */
const bellModel: Model = {
  id: 'bell-model',
  async generate({ situation: { trigger }, purpose }) {
    const text = trigger.kind === 'message' ? trigger.text : '';
    if (text.includes('slow')) await new Promise((resolve) => setTimeout(resolve, 1_500));
    const [, times] = /^ring (\d)/.exec(text) ?? [];
    const [, task] = /^have (.+)/.exec(text) ?? [];
    const step: NextStep =
      trigger.kind === 'start'
        ? { response: 'Hello.', next: 'question' }
        : trigger.kind !== 'message'
          ? { response: 'Done.', next: 'question' }
          : task !== undefined
            ? {
                response: 'I have it done.',
                next: 'confirm',
                tool: 'HaveRung',
                input: { task },
              }
            : times === undefined
              ? { response: `echo ${text}`, next: text === 'bye' ? 'done' : 'question' }
              : {
                  response: 'I would ring.',
                  next: 'confirm',
                  tool: 'RingBell',
                  input: { times: Number(times) },
                };
    return {
      text: purpose === 'summarize' ? 'They rang.' : JSON.stringify(step),
      finish: 'stop',
      usage: { inputTokens: 1, outputTokens: 1 },
      model: 'bell-model',
    };
  },
};

/** Everybody, and what they say to be known; the token of `old` was good once. */
export const tokens = {
  ada: 'ada-0123456789abcdef0123',
  bob: 'bob-0123456789abcdef0123',
  eve: 'eve-0123456789abcdef0123',
  root: 'root-0123456789abcdef012',
  old: 'old-0123456789abcdef0123',
} as const;

export type Person = keyof typeof tokens;

export const authentication = bearerTokens([
  { id: 'ada', name: 'Ada', token: tokens.ada },
  { id: 'bob', token: tokens.bob },
  { id: 'eve', token: tokens.eve, roles: ['approver'] },
  { id: 'root', token: tokens.root, roles: ['operator'] },
  { id: 'old', token: tokens.old, roles: ['operator'], expires: '2026-01-01T00:00:00Z' },
]);

/** A Temporal server with a Worker, a store, and servers of the API over them. */
export interface Party {
  readonly agent: TestAgent<typeof goals>;
  readonly store: ConversationStore & RequestKeys;
  /** Everybody has a token. */
  readonly server: AgentServer;
  /** Another server over the same, such as one without authentication. */
  readonly serve: (options?: Partial<ServerOptions>) => AgentServer;
  /** Runs without a Worker, and has one again after it. */
  readonly withoutWorker: (work: () => Promise<void>) => Promise<void>;
  close(): Promise<void>;
}

export async function startParty(): Promise<Party> {
  const folder = mkdtempSync(join(tmpdir(), 'server-test-'));
  const store = sqliteStore(join(folder, 'conversations.db'));
  const parts = { goals, model: bellModel, store };
  const agent = await createTestAgent({ ...parts, server: 'dev' });
  const { taskQueue, client, environment } = agent;
  const later: TestAgent<typeof goals>[] = [];
  const serve = (options: Partial<ServerOptions> = {}): AgentServer =>
    createServer({
      client,
      taskQueue,
      goals,
      store,
      rate: { perMinute: 100_000, burst: 100_000 },
      page: false,
      ...options,
    });
  return {
    agent,
    store,
    serve,
    server: serve({ authentication }),
    async withoutWorker(work) {
      await (later.at(-1) ?? agent).stopWorker();
      try {
        await work();
      } finally {
        later.push(await createTestAgent({ ...parts, server: environment, taskQueue }));
      }
    },
    async close() {
      for (const each of later) await each.stopWorker();
      await agent.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What came back. */
export interface Came {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>> & {
    readonly items?: readonly Readonly<Record<string, unknown>>[];
    readonly next?: string;
  };
}

interface Sent {
  readonly as?: Person;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request, as a program sends it. */
export async function call(
  { app }: AgentServer,
  [method, path]: readonly [method: string, path: string],
  { as, body, headers }: Sent = {},
): Promise<Came> {
  const answer = await app.request(path, {
    method,
    headers: {
      ...(as === undefined ? {} : { authorization: `Bearer ${tokens[as]}` }),
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(method === 'POST'
      ? { body: typeof body === 'string' ? body : JSON.stringify(body ?? {}) }
      : {}),
  });
  const { status, headers: answered } = answer;
  if (answered.get('content-type')?.startsWith('text/event-stream')) {
    // It would go on until the conversation ends.
    await answer.body?.cancel();
    return { status, headers: answered, body: {} };
  }
  const text = await answer.text();
  return {
    status,
    headers: answered,
    body: text === '' ? {} : (JSON.parse(text) as Came['body']),
  };
}

/** Begins a conversation and waits for the greeting. */
export async function begin(
  server: AgentServer,
  as: Person | undefined,
  conversationId?: string,
): Promise<string> {
  const who = as === undefined ? {} : { as };
  const body = { goalId: 'bell', ...(conversationId === undefined ? {} : { conversationId }) };
  const begun = await call(server, ['POST', '/v1/conversations'], { ...who, body });
  const id = String(begun.body['conversationId']);
  await until(server, who, id, ({ state }) => state === 'awaiting-user');
  return id;
}

/** Waits until a conversation stands as it should. */
export async function until(
  server: AgentServer,
  { everyMs = 30, ...who }: Pick<Sent, 'as'> & { readonly everyMs?: number },
  id: string,
  isSo: (status: Record<string, unknown>) => boolean,
): Promise<Came['body']> {
  for (const end = Date.now() + 90_000; ;) {
    const { body } = await call(server, ['GET', `/v1/conversations/${id}`], who);
    if (isSo(body)) return body;
    if (Date.now() > end) throw new Error(`It stays ${JSON.stringify(body)}.`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** Has a conversation go on in another run, which takes three turns and a second. */
export async function goOverARun(party: Party, as: Person, id: string): Promise<void> {
  const run = async (): Promise<string> =>
    (await party.agent.client.workflow.getHandle(id).describe()).runId;
  const before = await run();
  for (const end = Date.now() + 90_000; (await run()) === before;) {
    if (Date.now() > end) throw new Error('It stays in its run.');
    await say(party.server, as, id, 'go on');
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** Sends a message and waits for its answer. */
export async function say(
  server: AgentServer,
  as: Person | undefined,
  id: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Came> {
  return await call(server, ['POST', `/v1/conversations/${id}/messages`], {
    ...(as === undefined ? {} : { as }),
    body: { text },
    headers: { prefer: 'wait=20', ...headers },
  });
}
