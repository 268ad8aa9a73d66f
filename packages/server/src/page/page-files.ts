import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { pageFolder } from '@durable-goals/web';

/** A file of the chat page, ready to be sent. */
export interface PageFile {
  readonly body: Buffer<ArrayBuffer>;
  /** Only where it is worth it. */
  readonly zipped?: Buffer<ArrayBuffer>;
  readonly type: string;
  readonly etag: string;
  /** Its name changes with what is in it. */
  readonly isLasting: boolean;
}

const zip = promisify(gzip);

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The files of the chat page, by their path from its address; `index.html` is `''`. They are a megabyte, and stay in memory. */
export async function pageFiles(styles?: string): Promise<ReadonlyMap<string, PageFile>> {
  const folder = await pageFolder();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(async ({ parentPath, name }): Promise<[string, PageFile]> => {
      const path = join(parentPath, name);
      const address = relative(folder, path).split(sep).join('/');
      const body = await readFile(path);
      if (address !== 'index.html') return [address, await pageFile(body, address)];
      return ['', await pageFile(styles === undefined ? body : withOwnStyles(body), address)];
    });
  const own = 'assets/own.css';
  const others =
    styles === undefined ? [] : [[own, await pageFile(Buffer.from(styles), 'own.css')] as const];
  return new Map([...(await Promise.all(files)), ...others]);
}

/** The document with a link to styles of somebody's own, after the page's. */
function withOwnStyles(html: Buffer): Buffer<ArrayBuffer> {
  const link = '<link rel="stylesheet" href="./assets/own.css">';
  return Buffer.from(html.toString().replace('</head>', `${link}</head>`));
}

async function pageFile(body: Buffer<ArrayBuffer>, address: string): Promise<PageFile> {
  const ending = extname(address);
  return {
    body,
    type: types[ending] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    isLasting: address.startsWith('assets/'),
    ...(ending === '.woff2' ? {} : { zipped: await zip(body) }),
  };
}
