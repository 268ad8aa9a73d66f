import { bearerTokens, type AgentServer } from '@durable-goals/server';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  authentication,
  begin,
  call,
  goOverARun,
  say,
  tokens,
  type Came,
  type Party,
  type Person,
} from './party.js';

interface Route {
  readonly method: string;
  readonly path: string;
}

/** What says nothing of anybody, and is for all. */
const open = new Set([
  '/healthz',
  '/readyz',
  '/openapi.json',
  '/docs',
  '/docs/start.js',
  '/docs/swagger-ui.css',
  '/docs/swagger-ui-bundle.js',
]);

/** What belongs to no one conversation, and what another person must not see of Ada's there. */
const shared: Readonly<Record<string, (seen: Came, id: string) => void>> = {
  'GET /v1/session': ({ body }, id) => expect(JSON.stringify(body)).not.toMatch(`${id}|ada`),
  'GET /v1/goals': ({ body }) => expect(body.items).toHaveLength(1),
  'GET /v1/conversations': ({ body }, id) => expect(JSON.stringify(body)).not.toContain(id),
  'GET /v1/approvals': ({ body }, id) => expect(JSON.stringify(body)).not.toContain(id),
  'POST /v1/conversations': ({ status }) => expect(status).toBe(400),
};

function routesOf({ app }: AgentServer): readonly Route[] {
  const found = app.routes.filter(({ method, path }) => method !== 'ALL' && !path.includes('*'));
  const names = new Set(found.map(({ method, path }) => `${method} ${path}`));
  return [...names].map((name) => {
    const [method = '', path = ''] = name.split(' ');
    return { method, path };
  });
}

/** Every route there is, tried by everybody: a new one without a rule fails here. */
export function describeAccess(party: () => Party): void {
  describe('every route', () => {
    let server: AgentServer;
    let routes: readonly Route[];
    let id: string;
    beforeAll(async () => {
      ({ server } = party());
      routes = routesOf(server);
      id = await begin(server, 'ada', 'adas');
      await say(server, 'ada', id, 'ring 1');
    });
    const behindTokens = (): readonly Route[] => routes.filter(({ path }) => !open.has(path));
    const ofConversations = (): readonly Route[] =>
      routes.filter(({ path }) => path.includes(':conversationId'));
    const ask = async ({ method, path }: Route, as: Person | undefined, of = id): Promise<Came> => {
      const address = path.replace(':conversationId', of).replace(':callId', 'c1');
      return await call(server, [method, address], as === undefined ? {} : { as });
    };

    test('is known here', () => {
      expect(routes.length).toBeGreaterThan(20);
      const ruled = behindTokens().filter(
        ({ method, path }) =>
          path.startsWith('/v1/') &&
          (path.includes(':conversationId') || `${method} ${path}` in shared),
      );
      expect(ruled).toEqual(behindTokens());
    });

    test('is in the OpenAPI document', async () => {
      const { body } = await call(server, ['GET', '/openapi.json']);
      const described = Object.entries(body['paths'] as Record<string, object>).flatMap(
        ([path, methods]) =>
          Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
      );
      const names = behindTokens().map(
        ({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`,
      );
      expect(described.toSorted()).toEqual(names.toSorted());
    });

    test('is closed without a token, with one that is none, and with one that is not good any more', async () => {
      for (const route of behindTokens()) {
        for (const who of [undefined, 'old'] as const) {
          const { status, headers, body } = await ask(route, who);
          expect([route, status, body['type']]).toEqual([
            route,
            401,
            'urn:durable-goals:problem:Unauthenticated',
          ]);
          expect(headers.get('www-authenticate')).toBe('Bearer');
        }
        const address = route.path.replace(':conversationId', id).replace(':callId', 'c1');
        const headers = { authorization: 'Basic YWRhOmFkYQ==' };
        expect((await call(server, [route.method, address], { headers })).status).toBe(401);
      }
    });

    test("tells another person the same of Ada's conversation as of none", async () => {
      for (const route of ofConversations()) {
        const hers = await ask(route, 'bob');
        const none = await ask(route, 'bob', 'none-such');
        expect([route, hers.status]).toEqual([route, 404]);
        const words = ({ body }: Came): string =>
          JSON.stringify(body).replaceAll(/adas|none-such/g, 'ID');
        expect([route, words(hers)]).toEqual([route, words(none)]);
        expect([...hers.headers.keys()]).toEqual([...none.headers.keys()]);
      }
    });

    test('that is shared shows a person what is theirs', async () => {
      for (const route of routes) {
        const name = `${route.method} ${route.path}`;
        shared[name]?.(await ask(route, 'bob'), id);
      }
    });

    test('lets an approver read, and decide on calls; not talk', async () => {
      for (const route of ofConversations()) {
        const { status, body } = await ask(route, 'eve');
        const mayUse = route.method === 'GET' || /(approvals|in-doubt)\/:callId$/.test(route.path);
        if (mayUse) expect([route, status === 403 || status === 401]).toEqual([route, false]);
        else
          expect([route, status, body['type']]).toEqual([
            route,
            403,
            'urn:durable-goals:problem:NotAllowed',
          ]);
      }
      const inbox = await call(server, ['GET', '/v1/approvals'], { as: 'eve' });
      expect(inbox.body.items).toMatchObject([{ conversationId: id, owner: 'ada' }]);
    });
  });

  test('a stream ends with the token that it was opened with', async () => {
    const { server, serve } = party();
    const id = await begin(server, 'ada');
    const expires = new Date(Date.now() + 1_500).toISOString();
    const short = serve({
      authentication: bearerTokens([{ id: 'ada', token: tokens.ada, expires }]),
    });
    const headers = { authorization: `Bearer ${tokens.ada}` };
    const stream = await short.app.request(`/v1/conversations/${id}/events`, { headers });
    // The next event would be a message that nobody writes.
    const text = await stream.text();
    expect(text).toContain('event: message');
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expires));
    const again = await short.app.request(`/v1/conversations/${id}/events`, { headers });
    expect(again.status).toBe(401);
  });

  describe('who did something', () => {
    test('is whoever the token stands for, never what the body says', async () => {
      const { server } = party();
      const id = await begin(server, 'ada');
      const asked = await say(server, 'ada', id, 'ring 2');
      const [{ callId, inputHash } = { callId: '', inputHash: '' }] = asked.body['approvals'] as {
        callId: string;
        inputHash: string;
      }[];
      const path = ['POST', `/v1/conversations/${id}/approvals/${callId}`] as const;
      const decision = { decision: 'approve', inputHash, reason: 'It is time.' };
      const forged = await call(server, path, { as: 'eve', body: { ...decision, by: 'ada' } });
      expect(forged).toMatchObject({ status: 400, body: { detail: /by/ } });
      const headers = { prefer: 'wait=20' };
      const taken = await call(server, path, { as: 'eve', body: decision, headers });
      expect(taken).toMatchObject({ status: 200, body: { tools: [{ outcome: 'completed' }] } });
      const { body } = await call(server, ['GET', `/v1/conversations/${id}/messages`], {
        as: 'ada',
      });
      expect(body['messages']).toMatchObject([
        { role: 'agent' },
        { by: 'ada', text: 'ring 2' },
        {},
        { toolCall: { approval: { by: 'eve', reason: 'It is time.' } } },
        {},
      ]);
      const again = await call(server, path, { as: 'ada', body: decision });
      expect(again).toMatchObject({ status: 409, body: { title: 'The call was decided already' } });
      const record = await call(server, ['GET', `/v1/conversations/${id}/record`], { as: 'ada' });
      expect(record.body.items).toMatchObject([
        { by: 'eve', callId },
        { by: 'ada', refused: { type: 'AlreadyDecided' } },
      ]);
    });

    test('survives a new server, and an id that somebody has is nobody else’s', async () => {
      const { serve, store } = party();
      const id = await begin(party().server, 'ada', 'kept');
      const restarted = serve({ authentication });
      expect(
        (await call(restarted, ['GET', `/v1/conversations/${id}`], { as: 'bob' })).status,
      ).toBe(404);
      // Also where the store has lost it: Temporal knows, and over the next run as well.
      await goOverARun(party(), 'ada', id);
      await store.forget(id);
      expect(
        (await call(restarted, ['GET', `/v1/conversations/${id}`], { as: 'bob' })).status,
      ).toBe(404);
      expect(
        (await call(restarted, ['GET', `/v1/conversations/${id}`], { as: 'ada' })).status,
      ).toBe(200);
      const body = { goalId: 'bell', conversationId: id };
      const start = ['POST', '/v1/conversations'] as const;
      expect(await call(restarted, start, { as: 'bob', body })).toMatchObject({
        status: 409,
        body: { title: 'The id is taken' },
      });
      expect((await call(restarted, start, { as: 'ada', body })).status).toBe(201);
    });

    test('says what an operator may do and others may not', async () => {
      const { server } = party();
      const id = await begin(server, 'ada');
      const grant = { body: { limits: { turns: 5 } } };
      const path = ['POST', `/v1/conversations/${id}/limits`] as const;
      expect((await call(server, path, { as: 'ada', ...grant })).status).toBe(403);
      expect((await call(server, path, { as: 'root', ...grant })).status).toBe(200);
      const model = ['POST', `/v1/conversations/${id}/model`] as const;
      expect((await call(server, model, { as: 'ada', body: { model: 'dear' } })).status).toBe(403);
      expect((await call(server, model, { as: 'root', body: { model: 'dear' } })).status).toBe(200);
      const all = await call(server, ['GET', '/v1/conversations?owner=ada&limit=1'], {
        as: 'root',
      });
      expect(all.body).toMatchObject({ items: [{ owner: 'ada' }], next: /./ });
    });
  });
}
