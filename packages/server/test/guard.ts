import { Writable } from 'node:stream';
import type { AgentServer } from '@durable-goals/server';
import { pino } from 'pino';
import { beforeAll, describe, expect, test } from 'vitest';
import { authentication, begin, call, say, tokens, type Party } from './party.js';

const start = ['POST', '/v1/conversations'] as const;

/** What keeps out whom it should. */
export function describeGuard(party: () => Party): void {
  describe('a page of another site', () => {
    let server: AgentServer;
    const own = 'https://app.example.com';
    beforeAll(() => {
      server = party().serve({ origins: [own], hosts: ['agents.example.com'] });
    });
    const body = { goalId: 'bell' };

    test.each([
      ['as a form', { 'content-type': 'text/plain' }, 415],
      ['as another form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
      ['as JSON in disguise', { 'content-type': 'text/plain; application/json' }, 415],
      ['from a site', { origin: 'https://evil.example' }, 403],
      ['from a sandbox', { origin: 'null' }, 403],
      ['from the same name and another port', { origin: 'http://localhost:5173' }, 403],
      ['from a name like ours', { origin: `${own}.evil.example` }, 403],
      ['without saying from where', { 'sec-fetch-site': 'cross-site' }, 403],
      ['from a neighbour', { 'sec-fetch-site': 'same-site' }, 403],
    ])('cannot have a browser send %s', async (_, headers, status) => {
      expect((await call(server, start, { body, headers })).status).toBe(status);
    });

    test('cannot read what was sent for it, and one that is allowed can', async () => {
      const from = async (origin: string) =>
        (await call(server, ['GET', '/v1/goals'], { headers: { origin } })).headers;
      const header = 'access-control-allow-origin';
      expect((await from('https://evil.example')).get(header)).toBeNull();
      expect((await from(own)).get(header)).toBe(own);
      const ask = { origin: own, 'access-control-request-method': 'POST' };
      expect(
        (await call(server, ['OPTIONS', '/v1/goals'], { headers: ask })).headers.get(header),
      ).toBe(own);
      const sent = await call(server, start, { body, headers: { origin: own } });
      expect(sent.status).toBe(201);
    });

    test('and our own page may send', async () => {
      for (const headers of [
        { origin: 'http://localhost' },
        { 'sec-fetch-site': 'same-origin' },
        { host: 'agents.example.com', origin: 'https://agents.example.com' },
      ]) {
        expect((await call(server, start, { body, headers })).status).toBe(201);
      }
    });

    test.each([
      'evil.example',
      'localhost.evil.example',
      'agents.example.com:81',
      '127.0.0.1.nip.io',
      '',
    ])('whose name %j leads here meets nobody', async (host) => {
      for (const path of ['/v1/goals', '/docs', '/openapi.json']) {
        expect((await call(server, ['GET', path], { headers: { host } })).status).toBe(421);
      }
      expect((await call(server, ['GET', '/healthz'], { headers: { host } })).status).toBe(200);
    });

    test('cannot show what the API says, nor do anything with it', async () => {
      const { headers } = await call(server, ['GET', '/v1/goals']);
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; frame-ancestors 'none'",
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    });
  });

  describe('a body', () => {
    test.each([
      ['that is too large', JSON.stringify({ goalId: 'x'.repeat(600_000) }), 413],
      ['that is nested too deep', `{"goalId":${'['.repeat(40)}${']'.repeat(40)}}`, 400],
      ['that is no JSON', '{"goalId":', 400],
      ['with a number that is none', '{"goalId":1e999}', 400],
      ['with a part that nobody knows', '{"goalId":"bell","by":"root"}', 400],
      ['with a prototype', '{"goalId":"bell","__proto__":{"x":1}}', 400],
      ['that is a list', '[]', 400],
      ['about no goal', '{"goalId":"none"}', 422],
      ['that is empty', '', 400],
    ])('%s is refused with words', async (_, body, status) => {
      const { server } = party();
      const answer = await call(server, start, { as: 'ada', body });
      expect(answer).toMatchObject({ status, body: { status, detail: /./, remedy: /./ } });
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    });

    test('may be left out where there is nothing to say', async () => {
      const { server } = party();
      const id = await begin(server, 'ada');
      const path = `/v1/conversations/${id}/end`;
      const headers = { authorization: `Bearer ${tokens.ada}` };
      expect((await server.app.request(path, { method: 'POST', headers })).status).toBe(202);
    });
  });

  test('what cannot be done with an address is said, and what is not there', async () => {
    const { server } = party();
    const as = 'ada';
    expect(
      (
        await call(server, ['DELETE', '/v1/goals'], {
          as,
          headers: { 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(405);
    for (const [method, path, allow] of [
      ['PUT', '/v1/goals', 'GET'],
      ['DELETE', '/v1/conversations', 'POST, GET'],
      ['POST', '/v1/approvals', 'GET'],
      ['POST', '/healthz', 'GET'],
      ['PATCH', '/openapi.json', 'GET'],
    ] as const) {
      const { status, headers } = await call(server, [method, path], { as });
      expect([method, path, status, headers.get('allow')]).toEqual([method, path, 405, allow]);
    }
    expect((await call(server, ['GET', '/v1/nothing'], { as })).status).toBe(404);
    expect((await call(server, ['POST', '/nothing'], { as })).status).toBe(404);
    expect((await call(server, ['GET', '/v1/conversations?limit=0'], { as })).status).toBe(400);
    expect((await call(server, ['GET', '/v1/conversations?after=x'], { as })).status).toBe(400);
    expect((await call(server, ['GET', '/v1/conversations?limit=1&limit=2'], { as })).status).toBe(
      400,
    );
    expect((await call(server, ['GET', '/v1/conversations/%00'], { as })).status).toBe(404);
    expect(
      (await call(server, ['GET', `/v1/conversations/${'x'.repeat(201)}`], { as })).status,
    ).toBe(404);
  });

  test('a stream that nobody reads takes no place', async () => {
    const server = party().serve({ authentication, streams: { each: 1 } });
    const path = `/v1/conversations/${await begin(server, 'ada')}/events`;
    for (const method of ['HEAD', 'HEAD', 'GET', 'GET']) {
      expect([method, (await call(server, [method, path], { as: 'ada' })).status]).toEqual([
        method,
        200,
      ]);
    }
  });

  test('a stream that is to go on from no place in it begins anew', async () => {
    const { server } = party();
    const path = `/v1/conversations/${await begin(server, 'ada')}/events`;
    const from = async (place: string): Promise<string> => {
      const headers = { authorization: `Bearer ${tokens.ada}`, 'last-event-id': place };
      const { body } = await server.app.request(path, { headers });
      const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
      let told = '';
      while (!told.includes('event: message')) told += (await reader?.read())?.value ?? '';
      await reader?.cancel();
      return told;
    };
    for (const place of ['garbage', '-1', '1e3', '9'.repeat(30), '']) {
      expect([place, await from(place)]).toEqual([
        place,
        expect.stringContaining('id: 1\nevent: message'),
      ]);
    }
  });

  test('one person cannot take what is for all', async () => {
    const server = party().serve({ authentication, rate: { perMinute: 30, burst: 3 } });
    const goalsFor = async (as: 'ada' | 'bob') => await call(server, ['GET', '/v1/goals'], { as });
    for (let index = 0; index < 3; index += 1) expect((await goalsFor('ada')).status).toBe(200);
    const refused = await goalsFor('ada');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await goalsFor('bob')).status).toBe(200);
  });

  test('the log has who was refused what, and neither tokens nor words', async () => {
    let log = '';
    const into = new Writable({
      write(chunk: Buffer, _, done) {
        log += chunk.toString();
        done();
      },
    });
    const server = party().serve({ authentication, logger: pino(into) });
    const id = await begin(server, 'ada');
    await say(server, 'ada', id, 'the secret words');
    await call(server, ['GET', `/v1/conversations/${id}?x=secret-query`], {
      as: 'bob',
      headers: { 'x-request-id': 'asked-by-bob' },
    });
    await call(server, ['GET', '/v1/goals'], {
      headers: { authorization: 'Bearer some-stolen-token' },
    });
    const lines = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: 'refused',
        refused: 'NotFound',
        by: 'bob',
        requestId: 'asked-by-bob',
      }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'refused', refused: 'Unauthenticated' }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'request', status: 200, by: 'ada' }),
    );
    expect(log).not.toMatch(/secret|stolen|0123456789abcdef/);
  });

  describe('listening', () => {
    test.each(['0.0.0.0', '::', '192.0.2.1', 'example.com', ''])(
      'at %j takes authentication',
      async (host) => {
        await expect(party().serve().listen({ host, port: 0 })).rejects.toMatchObject({
          type: 'ConfigurationRefused',
        });
      },
    );

    test('ends with what is under way, and takes nothing new', async () => {
      const listening = await party().serve().listen({ port: 0 });
      const id = await begin(party().serve(), undefined);
      const answer = fetch(`${listening.url}/v1/conversations/${id}/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', prefer: 'wait=20' },
        body: JSON.stringify({ text: 'slow' }),
      });
      await new Promise((resolve) => setTimeout(resolve, 300));
      const closed = listening.close();
      expect(await (await answer).json()).toMatchObject({ text: 'echo slow' });
      await closed;
      await expect(fetch(`${listening.url}/healthz`)).rejects.toThrow();
    });
  });
}
