import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run, start, temporaryFolder, tripGoals } from './command.js';

/** Nothing listens there: the API begins without Temporal. */
const nowhere = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
const token = 'token-of-ada-0123456789';

describe('serve', () => {
  test('serves the API to whom the file of tokens names, and ends when it is told to', async () => {
    const folder = await temporaryFolder();
    const sha256 = createHash('sha256').update(token).digest('hex');
    writeFileSync(join(folder, 'tokens.json'), JSON.stringify([{ id: 'ada', sha256 }]));
    const args = [
      'serve',
      '--goals',
      tripGoals,
      '--port',
      '0',
      '--json',
      '--tokens',
      'tokens.json',
    ];
    const serving = start(args, { folder, env: nowhere });
    await serving.prints(/"ready"/);
    const { url, authentication } = JSON.parse(serving.stdout()) as Record<string, string>;
    expect(authentication).toBe('bearer');
    const get = async (path: string, headers = {}) => await fetch(`${url}${path}`, { headers });
    const authorization = `Bearer ${token}`;
    expect((await get('/v1/goals')).status).toBe(401);
    expect(await (await get('/v1/goals', { authorization })).json()).toMatchObject({
      items: [{ id: 'event-flight-invoice' }],
    });
    expect(await (await get('/v1/conversations', { authorization })).json()).toEqual({ items: [] });
    expect(await (await get('/openapi.json')).json()).toMatchObject({ openapi: '3.1.0' });
    const docs = await get('/docs/swagger-ui-bundle.js');
    expect([docs.status, docs.headers.get('content-security-policy')]).toEqual([
      200,
      expect.stringContaining("default-src 'none'"),
    ]);
    serving.child.kill('SIGTERM');
    const { code, stderr } = await serving.ended;
    expect(code).toBe(0);
    expect(stderr).toContain('"refused":"Unauthenticated"');
    expect(stderr).not.toContain(token);
  });

  test('serves the classic routes beside it when it is asked to', async () => {
    const folder = await temporaryFolder();
    const args = ['serve', '--goals', tripGoals, '--port', '0', '--classic', '0', '--json'];
    const serving = start(args, { folder, env: nowhere });
    await serving.prints(/"ready"/);
    const { url, classicUrl = '' } = JSON.parse(serving.stdout()) as Record<string, string>;
    expect(classicUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const get = async (path: string) => await fetch(`${classicUrl}${path}`);
    expect(await (await get('/')).json()).toHaveProperty('message');
    expect((await get('/v1/goals')).status).toBe(404);
    // Without Temporal nobody can say, and it is said soon.
    expect((await get('/get-conversation-history')).status).toBe(404);
    expect((await fetch(`${url}/get-conversation-history`)).status).toBe(404);
    serving.child.kill('SIGTERM');
    expect((await serving.ended).code).toBe(0);
  });

  test.each([
    ['an open address', ['--host', '0.0.0.0'], {}, /where others can reach it.*Set up tokens/],
    ['no store', [], { DURABLE_GOALS_STORE: 'off' }, /Set DURABLE_GOALS_STORE to a file/],
    [
      'tokens that are no JSON',
      [],
      { DURABLE_GOALS_TOKENS: `[${token}` },
      /DURABLE_GOALS_TOKENS is no JSON/,
    ],
    [
      'tokens without a name',
      [],
      { DURABLE_GOALS_TOKENS: `[{"token":"${token}"}]` },
      /cannot be used at '0.id'/,
    ],
    [
      'an issuer of tokens for anybody',
      [],
      { DURABLE_GOALS_JWT_ISSUER: 'https://a.example' },
      /Set both/,
    ],
    ['an origin with a path', ['--allow-origin', 'https://a.example/b'], {}, /is no origin/],
    ['no port', [], { DURABLE_GOALS_PORT: 'many' }, /which is no port/],
  ])('says in a sentence why it does not begin with %s', async (_, more, env, words) => {
    const folder = await temporaryFolder();
    const args = ['serve', '--goals', tripGoals, ...(more.length === 0 ? ['--port', '0'] : more)];
    const without = 'DURABLE_GOALS_PORT' in env ? args.slice(0, 3) : args;
    const { code, stderr } = await run(without, { folder, env: { ...nowhere, ...env } });
    expect(code).toBe(1);
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/\n\s+at |0123456789/);
  });

  test('says when its port is taken', async () => {
    const folder = await temporaryFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const port = String((other.address() as AddressInfo).port);
    const args = ['serve', '--goals', tripGoals, '--port', port];
    const { code, stderr } = await run(args, { folder, env: nowhere });
    other.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(/Something listens at 127\.0\.0\.1:\d+ already/);
  });
});
