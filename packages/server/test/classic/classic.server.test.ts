import { createClassicServer } from '@durable-goals/server';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openStage, runs, type Classic, type Stage } from './classic-stage.js';
import { forged, raw } from './forged-requests.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage.close();
});

const routes = {
  root: 'GET /',
  history: 'GET /get-conversation-history',
  send: 'POST /send-prompt?prompt=3',
  unsaid: 'POST /send-prompt',
  blank: 'POST /send-prompt?prompt=%20',
  confirm: 'POST /confirm',
  end: 'POST /end-chat',
  start: 'POST /start-workflow',
} as const;

/** How a conversation comes to a state. */
const states: Record<string, (chat: Classic) => Promise<void>> = {
  none: async () => {},
  running: async ({ ask, until }) => {
    await ask(routes.start);
    await until('How many seats?');
  },
  awaiting: async ({ ask, until }) => {
    await ask(routes.send);
    await until('"force_confirm":true');
  },
  ended: async ({ ask, until, handle }) => {
    await ask(routes.start);
    await until('How many seats?');
    await ask(routes.end);
    await handle.result();
    await until('"done"');
  },
  cancelled: async ({ ask, until, handle }) => {
    await ask(routes.start);
    await until('How many seats?');
    await handle.cancel();
    await handle.result().catch(() => undefined);
    await until('"done"');
  },
  terminated: async ({ ask, until, handle }) => {
    await ask(routes.start);
    await until('How many seats?');
    await handle.terminate();
    await until('"done"');
  },
};

type Expectation = (
  chat: Classic,
  answer: { body: Record<string, unknown> },
  before: string | undefined,
) => Promise<void>;
const begins: Expectation = async ({ runId, isThere }, _, before) => {
  expect(await isThere()).toBe(true);
  expect(await runId()).not.toBe(before);
};
const changesNothing: Expectation = async ({ runId, isThere }, _, before) => {
  if (before === undefined) expect(await isThere()).toBe(false);
  else expect(await runId()).toBe(before);
};
const shows =
  (words: string): Expectation =>
  async (_, { body }) =>
    expect(JSON.stringify(body)).toContain(words);
const isEmpty: Expectation = async (chat, answer, before) => {
  expect(answer.body).toEqual({ messages: [] });
  await begins(chat, answer, before);
};

const over = ['ended', 'cancelled', 'terminated'] as const;
const table: readonly (readonly [keyof typeof states, keyof typeof routes, number, Expectation])[] =
  [
    ...Object.keys(states).flatMap((state) => [
      [state, 'root', 200, changesNothing] as const,
      [state, 'unsaid', 422, changesNothing] as const,
      [state, 'blank', 422, changesNothing] as const,
    ]),
    ['none', 'history', 200, isEmpty],
    ['none', 'send', 200, begins],
    ['none', 'confirm', 200, changesNothing],
    ['none', 'end', 200, changesNothing],
    ['none', 'start', 200, begins],
    ['running', 'history', 200, shows('How many seats?')],
    ['running', 'send', 200, async ({ until }) => await until('"actor":"user","response":"3"')],
    ['running', 'confirm', 200, changesNothing],
    [
      'running',
      'end',
      200,
      async ({ handle }) => expect(await handle.result()).toMatchObject({ outcome: 'ended' }),
    ],
    ['running', 'start', 200, changesNothing],
    ['awaiting', 'history', 200, shows('"args":{"seats":3},"force_confirm":true')],
    ['awaiting', 'confirm', 200, async ({ until }) => await until('R-3')],
    ['awaiting', 'start', 200, changesNothing],
    ...over.flatMap((state) => [
      [state, 'history', 200, shows('How many seats?')] as const,
      [state, 'send', 200, begins] as const,
      [state, 'start', 200, begins] as const,
      [state, 'confirm', 200, changesNothing] as const,
      [state, 'end', 200, changesNothing] as const,
    ]),
  ];

describe('each route in each state', () => {
  test.concurrent.each(
    table.map(([state, route, status, expectation]) => ({ state, route, status, expectation })),
  )(
    'a conversation that is $state, $route: $status',
    async ({ state, route, status, expectation }) => {
      const chat = await stage.classic();
      await states[state]?.(chat);
      const before = (await chat.isThere()) ? await chat.runId() : undefined;
      const answer = await chat.ask(routes[route]);
      expect(answer.status).toBe(status);
      await expectation(chat, answer, before);
    },
    60_000,
  );
});

describe('without a Worker', () => {
  test('what the store has is shown, and the rest is 404 within five seconds', async () => {
    const chat = await stage.classic('nobody-polls-this');
    expect((await chat.ask(routes.history)).body).toEqual({ messages: [] });
    const begun = Date.now();
    expect(await chat.ask(routes.history)).toEqual({
      status: 404,
      body: { detail: 'Temporal query timed out (worker may be unavailable).' },
    });
    expect(Date.now() - begun).toBeLessThan(5_000);
    for (const route of [routes.send, routes.confirm, routes.start, routes.end]) {
      expect((await chat.ask(route)).status).toBe(200);
    }
  });
});

describe('the page', () => {
  const soon = { timeout: 20_000, interval: 50 };
  const sees = async (chat: Classic, check: () => void): Promise<void> => {
    await vi.waitFor(async () => {
      await chat.page.poll();
      check();
    }, soon);
  };

  test('chats, approves by mouse and by keyboard, once each, ends, and begins anew', async () => {
    const chat = await stage.classic();
    const { page } = chat;
    runs.length = 0;
    await page.poll();
    await sees(chat, () => expect(page.last()).toEqual({ kind: 'agent', text: 'How many seats?' }));
    expect([page.isLoading(), page.isDone()]).toEqual([false, false]);
    for (const [seats, by] of [
      [4, 'click'],
      [5, 'Enter'],
    ] as const) {
      await page.send(`${seats}`);
      await sees(chat, () =>
        expect(page.last()).toEqual({ kind: 'card', tool: 'Book', args: { seats } }),
      );
      await page.confirm(by);
      await page.poll();
      await sees(chat, () => expect(page.last()).toEqual({ kind: 'agent', text: 'Booked.' }));
      expect(page.isRunning()).toBe(false);
    }
    expect(runs).toEqual([4, 5]);
    await page.send('bye');
    await sees(chat, () => expect(page.isDone()).toBe(true));
    expect(page.last()).toEqual({ kind: 'agent', text: 'Goodbye.' });
    await page.newChat();
    await sees(chat, () => {
      expect(page.bubbles()).toEqual([{ kind: 'agent', text: 'How many seats?' }]);
      expect(page.isDone()).toBe(false);
    });
    expect(page.banner()).toBe('');
  });

  test('may be loaded again at any time, also while a tool runs', async () => {
    const chat = await stage.classic();
    const { page } = chat;
    runs.length = 0;
    await chat.ask('POST /send-prompt?prompt=6');
    await sees(chat, () => expect(page.last()?.kind).toBe('card'));
    page.reload();
    await page.poll();
    expect(page.last()?.kind).toBe('card');
    await page.confirm('click');
    page.reload();
    await page.poll();
    // No card while it runs, so that nobody confirms twice; and the input waits.
    if (runs.length === 0) expect([page.last()?.kind, page.isLoading()]).toEqual(['agent', true]);
    await chat.ask(routes.confirm);
    await sees(chat, () => expect(page.last()).toEqual({ kind: 'agent', text: 'Booked.' }));
    expect(runs).toEqual([6]);
  });

  test('a yes counts for what was shown: not for what nobody has seen', async () => {
    const chat = await stage.classic();
    await chat.ask('POST /send-prompt?prompt=7');
    // It waits by now, but no page has been told.
    await vi.waitFor(async () => {
      const found = await stage.store.conversation({ conversationId: chat.handle.workflowId });
      expect(found?.status.approvals).toHaveLength(1);
    }, soon);
    runs.length = 0;
    await chat.ask(routes.confirm);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(runs).toEqual([]);
    await sees(chat, () => expect(chat.page.last()?.kind).toBe('card'));
  });

  test('a plain yes does not send money', async () => {
    const chat = await stage.classic();
    await chat.ask('POST /send-prompt?prompt=wire');
    await chat.until("'Wire' waits for approval that cannot be given here");
    await chat.ask(routes.confirm);
    await chat.ask('POST /confirm');
    expect(await chat.texts()).toContain('cannot be given here');
  });

  test('says that a message is too long', async () => {
    const chat = await stage.classic();
    const answer = await chat.ask(`POST /send-prompt?prompt=${'x'.repeat(40_000)}`);
    expect(answer.status).toBe(422);
    expect(answer.body['detail']).toContain('32000');
  });
});

describe('a page elsewhere', () => {
  test.each(forged)('changes nothing by %s', async (_, headers) => {
    const chat = await stage.classic();
    for (const route of ['start-workflow', 'send-prompt?prompt=1', 'confirm', 'end-chat']) {
      const status = await raw(`${chat.server.url}/${route}`, 'POST', headers);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
    expect(await chat.isThere()).toBe(false);
  });

  test('does not begin a conversation by having its history shown', async () => {
    const chat = await stage.classic();
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
    expect(await raw(`${chat.server.url}/get-conversation-history`, 'GET', headers)).toBe(403);
    expect(await chat.isThere()).toBe(false);
  });

  test('is refused when it asks first', async () => {
    const { server } = await stage.classic();
    const ask = async (origin: string) =>
      await fetch(`${server.url}/confirm`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const evil = await ask('https://evil.example');
    expect([evil.status, await evil.text()]).toEqual([400, 'Disallowed CORS origin']);
    expect(evil.headers.get('access-control-allow-origin')).toBeNull();
    const page = await ask('http://localhost:5173');
    expect([page.status, await page.text()]).toEqual([200, 'OK']);
  });

  test('cannot be let in by listening for others', async () => {
    const { agent, goals, store } = stage;
    const { client, taskQueue } = agent;
    const server = createClassicServer({ client, taskQueue, goals, store, goalId: 'seats' });
    await expect(server.listen({ host: '0.0.0.0', port: 0 })).rejects.toMatchObject({
      type: 'ConfigurationRefused',
    });
  });
});
