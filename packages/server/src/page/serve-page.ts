import type { Hono } from 'hono';
import type { ServerEnv } from '../server-env.js';
import { pageFiles, type PageFile } from './page-files.js';
import { pageHeaders, type PageOptions } from './page-policy.js';

/** Where the page is at home: at the root, in `assets`, and nowhere else. */
const paths = ['/', '/index.html', '/assets/*'];

/**
 * Sends the chat page at `/`. It is read, and in a checkout of the repository built, when it is first asked
 * for.
 */
export function servePage(app: Hono<ServerEnv>, options: PageOptions = {}): void {
  const headers = pageHeaders(options);
  let files: Promise<ReadonlyMap<string, PageFile>> | undefined;
  const found = async (path: string): Promise<PageFile | undefined> => {
    files ??= pageFiles(options.styles);
    files.catch(() => {
      files = undefined;
    });
    return (await files).get(path.slice(1).replace(/^index\.html$/, ''));
  };
  app.on(['GET', 'HEAD'], paths, async (c) => {
    const file = await found(c.req.path);
    if (file === undefined) return c.notFound();
    const { body, zipped, type, etag, isLasting } = file;
    const caching = isLasting ? 'public, max-age=31536000, immutable' : 'no-cache';
    const own = { ...headers, 'Cache-Control': caching, ETag: etag, Vary: 'Accept-Encoding' };
    if (c.req.header('if-none-match')?.includes(etag)) return c.body(null, 304, own);
    const accepts = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
    if (zipped === undefined || !accepts)
      return c.body(body, 200, { ...own, 'Content-Type': type });
    return c.body(zipped, 200, { ...own, 'Content-Type': type, 'Content-Encoding': 'gzip' });
  });
}
