import { endableRetries } from '@durable-goals/client';
import { createClassicServer } from '@durable-goals/server';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openStage, runs, type Classic, type Stage } from './classic-stage.js';
import { describeStates, routes } from './classic-states.js';
import { forged, raw } from './forged-requests.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage.close();
});

describeStates(() => stage);

describe.concurrent('without a Worker or Temporal', () => {
  test('without a Worker what the store has is shown, and what is sent is taken once when one is back', async () => {
    const taskQueue = 'comes-and-goes';
    const worker = await stage.workerOf(taskQueue);
    const chat = await stage.classic({ taskQueue });
    await chat.ask(routes.start);
    await chat.until('How many seats?');
    await worker.close();
    const begun = Date.now();
    expect(await chat.texts()).toContain('How many seats?');
    expect(Date.now() - begun).toBeLessThan(5_000);
    expect((await chat.ask(routes.send)).status).toBe(200);
    const back = await stage.workerOf(taskQueue);
    await chat.until('"force_confirm":true');
    expect((await chat.texts()).match(/"actor":"user"/g)).toHaveLength(1);
    await back.close();
  });

  test('without a Worker what nobody knows is 404 within five seconds', async () => {
    const chat = await stage.classic({ taskQueue: 'nobody-polls-this' });
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

  test('without Temporal what the store has is shown, and the rest says so within five seconds', async () => {
    const known = await stage.classic();
    await known.ask(routes.start);
    await known.until('How many seats?');
    const interceptors = endableRetries();
    const connection = Connection.lazy({ address: '127.0.0.1:1', interceptors });
    const client = new Client({ connection });
    const over = known.handle.workflowId;
    const [same, other] = [await stage.classic({ client, over }), await stage.classic({ client })];
    const begun = Date.now();
    const headers = { origin: 'http://localhost:5173' };
    const [shown, unknown, ...changes] = await Promise.all([
      same.ask(routes.history),
      fetch(`${other.server.url}/get-conversation-history`, { headers }),
      ...[routes.send, routes.start, routes.end].map(async (route) => await same.ask(route)),
    ]);
    // The changes come one after the other.
    expect(Date.now() - begun).toBeLessThan(6_000);
    expect(shown.status).toBe(200);
    expect(JSON.stringify(shown.body)).toContain('How many seats?');
    // The page may read an error, too.
    expect([unknown.status, unknown.headers.get('access-control-allow-origin')]).toEqual([
      404,
      headers.origin,
    ]);
    for (const change of changes) {
      expect(change).toMatchObject({
        status: 503,
        body: { detail: 'Temporal does not answer now.', message: /./ },
      });
    }
    await connection.close();
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
