import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ensureTemporalCli } from '../src/index.js';
import { sdkDownload } from '../src/sdk-download.js';
import { available } from './available.js';
import { sealedEnvironment, temporaryFolder } from './stand-ins.js';

const run = promisify(execFile);
const cli = await available(ensureTemporalCli);

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** temporal.download behind a proxy, as the SDK sees it. Returns the environment that leads there. */
async function standInForTemporalDownload(
  folder: string,
  answer: (url: string, response: ServerResponse) => void,
): Promise<Record<string, string>> {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = 'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=temporal.download';
  const names = ['subjectAltName=DNS:temporal.download', 'basicConstraints=critical,CA:FALSE'];
  const extensions = names.flatMap((name) => ['-addext', name]);
  await run('openssl', [...request.split(' '), ...extensions, '-keyout', key, '-out', cert]);
  const site = createHttpsServer(
    { key: await readFile(key), cert: await readFile(cert) },
    ({ url = '' }, response) => answer(url, response),
  );
  const sitePort = await listen(site);
  const proxy = createHttpServer();
  proxy.on('connect', (_, socket) => {
    const upstream = connect(sitePort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [socket, upstream]) end.on('error', () => upstream.destroy());
  });
  const proxyPort = await listen(proxy);
  return {
    ...sealedEnvironment(folder),
    HTTPS_PROXY: `http://127.0.0.1:${proxyPort}`,
    SSL_CERT_FILE: cert,
  };
}

/** The archive that the site offers: the CLI under its usual name. */
async function archiveOfCli(folder: string, cliPath: string): Promise<Buffer> {
  const content = join(folder, 'archive');
  await mkdir(content);
  await writeFile(join(content, 'temporal'), `#!/bin/sh\nexec '${cliPath}' "$@"\n`);
  await chmod(join(content, 'temporal'), 0o755);
  await run('tar', ['-czf', join(folder, 'cli.tar.gz'), '-C', content, 'temporal']);
  return readFile(join(folder, 'cli.tar.gz'));
}

describe.runIf(cli)("the SDK's download", () => {
  test('gives the CLI of our version, once', { timeout: 30_000 }, async () => {
    const folder = await temporaryFolder();
    const archive = await archiveOfCli(folder, cli?.path ?? '');
    const asked: string[] = [];
    const env = await standInForTemporalDownload(folder, (url, response) => {
      asked.push(url.split('?')[0] ?? '');
      if (url.endsWith('.tar.gz')) return response.end(archive);
      const archiveUrl = 'https://temporal.download/archive/cli.tar.gz';
      return response.end(JSON.stringify({ archiveUrl, fileToExtract: 'temporal' }));
    });
    const path = join(folder, 'cache', 'temporal-cli', '1.5.1', 'temporal');
    const withPath = { ...env, PATH: '/usr/bin:/bin' };
    expect(await ensureTemporalCli({ env: withPath })).toMatchObject({ path, source: 'download' });
    expect(await ensureTemporalCli({ env })).toEqual({ path, source: 'cache' });
    expect(asked).toEqual(['/cli/v1.5.1', '/archive/cli.tar.gz']);
  });

  test('is given up when no data arrives', { timeout: 30_000 }, async () => {
    const folder = await temporaryFolder();
    const env = await standInForTemporalDownload(folder, () => undefined);
    const staging = join(folder, 'staging');
    await mkdir(staging);
    await expect(sdkDownload('cli', 2_000).install({ staging, env })).rejects.toThrow(
      'no data arrived from https://temporal.download for 2 s.',
    );
    expect(await readdir(staging)).toEqual([]);
  });

  test('passes on why the site refused', { timeout: 30_000 }, async () => {
    const folder = await temporaryFolder();
    const env = await standInForTemporalDownload(folder, (_, response) => {
      response.statusCode = 404;
      response.end();
    });
    await expect(ensureTemporalCli({ env })).rejects.toThrow(/download: .*404/);
  });
});
