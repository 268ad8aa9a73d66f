import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import type { PageOptions } from '../src/page/page-policy.js';
import { servePage } from '../src/page/serve-page.js';
import type { ServerEnv } from '../src/server-env.js';

/** What a browser that opens the page gets. */
function site(options?: PageOptions) {
  const app = new Hono<ServerEnv>();
  servePage(app, options);
  return async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    await app.request(path, { headers });
}

/** Addresses that a document loads. */
const loaded = (html: string): string[] =>
  [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, path = '']) => `/${path}`);

describe('the chat page', () => {
  test('loads what this server sends, from below any path, and nothing else', async () => {
    const get = site();
    const html = await (await get('/')).text();
    expect(html).not.toMatch(/(?:src|href)="(?!\.\/)/);
    expect(html).not.toMatch(/<style|<script(?! type="module")|\son\w+=/);
    const answers = await Promise.all(loaded(html).map((path) => get(path)));
    expect(answers.length).toBeGreaterThanOrEqual(3);
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toContain('immutable');
    }
  });

  test('allows no script, style or frame but its own', async () => {
    const { headers } = await site()('/');
    expect(headers.get('content-security-policy')).toMatchInlineSnapshot(
      `"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"`,
    );
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('is shown in frames of those who are named, with styles of their own', async () => {
    const get = site({
      frameAncestors: ['https://shop.example.com'],
      styles: ':root { --radius: 0 }',
    });
    const answer = await get('/');
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain('frame-ancestors https://shop.example.com;');
    expect(answer.headers.get('x-frame-options')).toBeNull();
    const last = loaded(await answer.text()).at(-1) ?? '';
    expect(await (await get(last)).text()).toBe(':root { --radius: 0 }');
  });

  test('is asked for again, and sent once', async () => {
    const get = site();
    const first = await get('/');
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const etag = first.headers.get('etag') ?? '';
    expect((await get('/', { 'if-none-match': etag })).status).toBe(304);
    const zipped = await get('/', { 'accept-encoding': 'gzip' });
    expect(zipped.headers.get('content-encoding')).toBe('gzip');
  });

  test.each([
    '/assets/none.js',
    '/assets/../package.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/licenses',
  ])('has nothing at %s', async (path) => {
    expect((await site()(path)).status).toBe(404);
  });
});
