import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ensureTemporalCli, findTemporalCli } from '../src/index.js';
import {
  goSource,
  sealedEnvironment,
  standIn,
  temporalSource,
  temporaryFolder,
} from './stand-ins.js';

const cached = (folder: string): string =>
  join(folder, 'cache', 'temporal-cli', '1.5.1', 'temporal');

describe('looking for the CLI', () => {
  test('TEMPORAL_CLI_PATH comes first', async () => {
    const folder = await temporaryFolder();
    await standIn(folder, 'temporal', temporalSource('1.1.0'));
    const path = await standIn(join(folder, 'mine'), 'temporal', temporalSource('1.9.9'));
    const env = { ...sealedEnvironment(folder), TEMPORAL_CLI_PATH: path };
    expect(await findTemporalCli({ env })).toEqual({
      path,
      source: 'environment',
      version: '1.9.9',
    });
  });

  test('then the one on PATH', async () => {
    const folder = await temporaryFolder();
    const path = await standIn(folder, 'temporal', temporalSource('1.5.0'));
    const env = sealedEnvironment(folder);
    expect(await findTemporalCli({ env })).toEqual({ path, source: 'path', version: '1.5.0' });
  });

  test('then our cache, also when the one on PATH is another program of that name', async () => {
    const folder = await temporaryFolder();
    await standIn(folder, 'temporal', "console.log('a calendar');");
    const path = cached(folder);
    await standIn(join(path, '..'), 'temporal', temporalSource('1.5.1'));
    expect(await findTemporalCli({ env: sealedEnvironment(folder) })).toEqual({
      path,
      source: 'cache',
    });
  });

  test('finds nothing on a bare machine, and installs nothing', async () => {
    const folder = await temporaryFolder();
    expect(await findTemporalCli({ env: sealedEnvironment(folder) })).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
  });

  test.each([
    ['is not there', undefined, /names '.*chosen', which is not an executable file/],
    [
      'is another program',
      "console.log('hello');",
      /names '.*chosen', which does not work: .*'hello'/,
    ],
    ['crashes', 'process.exit(3);', /names '.*chosen', which does not work: .*code 3/],
  ])(
    'refuses a TEMPORAL_CLI_PATH that %s, though PATH has a good one',
    async (_, source, words) => {
      const folder = await temporaryFolder();
      await standIn(folder, 'temporal', temporalSource('1.5.0'));
      const path = join(folder, 'chosen');
      if (source !== undefined) await standIn(folder, 'chosen', source);
      const env = { ...sealedEnvironment(folder), TEMPORAL_CLI_PATH: path };
      await expect(findTemporalCli({ env })).rejects.toThrow(words);
      await expect(ensureTemporalCli({ env })).rejects.toMatchObject({ type: 'ProgramNotUsable' });
    },
  );

  test('does not take a file that may not be run', async () => {
    const folder = await temporaryFolder();
    await chmod(await standIn(folder, 'temporal', temporalSource('1.5.0')), 0o644);
    expect(await findTemporalCli({ env: sealedEnvironment(folder) })).toBeUndefined();
  });
});

describe('installing the CLI', { timeout: 20_000 }, () => {
  test('builds it with Go when it cannot be downloaded, then finds it in the cache', async () => {
    const folder = await temporaryFolder();
    const calls = join(folder, 'calls');
    await standIn(folder, 'go', goSource(calls));
    const env = { ...sealedEnvironment(folder), GOOS: 'plan9', GOFLAGS: '-mod=vendor' };
    const said: string[] = [];
    const built = await ensureTemporalCli({ env, onProgress: (message) => said.push(message) });
    expect(built).toEqual({ path: cached(folder), source: 'go', version: '1.5.1' });
    expect(said).toEqual(["Installing Temporal's dev server with Go (about 4 minutes, once)…"]);
    expect(await readFile(calls, 'utf8')).toContain(
      'github.com/temporalio/cli/cmd/temporal@v1.5.1',
    );
    expect(await ensureTemporalCli({ env })).toEqual({ path: cached(folder), source: 'cache' });
    expect(await readdir(join(folder, 'cache'))).toEqual(['temporal-cli']);
  });

  test('says every way and why each failed', async () => {
    const folder = await temporaryFolder();
    await standIn(folder, 'temporal', 'process.exit(1);');
    await standIn(folder, 'go', "console.log('go version go1.19.8 linux/amd64');");
    const failure = ensureTemporalCli({ env: sealedEnvironment(folder) });
    const message = await failure.then(
      () => 'installed',
      (error: Error) => error.message.replaceAll(folder, '<folder>'),
    );
    expect(message.split('\n').map((line) => line.slice(0, 100))).toMatchInlineSnapshot(`
      [
        "Temporal's dev server was not found and could not be installed. Any one of these is enough:",
        "  - TEMPORAL_CLI_PATH: not set. Set it to the path of Temporal's CLI, the program 'temporal'.",
        "  - 'temporal' on PATH: '<folder>/temporal --version' ended with code 1 and said 'nothing', not 'tem",
        "  - download: the proxy '127.0.0.1:9' cannot be reached (connect ECONNREFUSED 127.0.0.1:9). It needs",
        "  - go install: '<folder>/go' is go1.19, older than Go 1.21. Install Go 1.25 or newer from https://g",
      ]
    `);
  });

  test('tells what Go said when the build fails, and leaves nothing behind', async () => {
    const folder = await temporaryFolder();
    await standIn(
      folder,
      'go',
      `if (process.argv[2] === 'version') { console.log('go version go1.26.0 linux/amd64'); process.exit(); }
       console.error('go: no space left on device'); process.exit(1);`,
    );
    await expect(ensureTemporalCli({ env: sealedEnvironment(folder) })).rejects.toThrow(
      "go install: 'go install' ended with code 1: go: no space left on device",
    );
    expect(await readdir(join(folder, 'cache'))).toEqual([]);
  });

  test('does not keep a program that Go built but that does not run', async () => {
    const folder = await temporaryFolder();
    await standIn(
      folder,
      'go',
      `if (process.argv[2] === 'version') { console.log('go version go1.26.0 linux/amd64'); process.exit(); }
       require('node:fs').writeFileSync(process.env.GOBIN + '/temporal', '#!/bin/sh\\nexit 4\\n', { mode: 0o755 });`,
    );
    const env = sealedEnvironment(folder);
    await expect(ensureTemporalCli({ env })).rejects.toThrow(/go install: .*ended with code 4/);
    expect(await findTemporalCli({ env })).toBeUndefined();
  });

  test('stops a build when it is aborted', async () => {
    const folder = await temporaryFolder();
    const pidFile = join(folder, 'pid');
    await standIn(
      folder,
      'go',
      `if (process.argv[2] === 'version') { console.log('go version go1.26.0 linux/amd64'); process.exit(); }
       require('node:fs').writeFileSync('${pidFile}', String(process.pid));
       console.error('go: downloading a'); setInterval(() => {}, 1000);`,
    );
    const controller = new AbortController();
    const install = ensureTemporalCli({
      env: sealedEnvironment(folder),
      signal: controller.signal,
    });
    const readPid = (): Promise<number> => readFile(pidFile, 'utf8').then(Number, () => 0);
    await expect.poll(readPid, { timeout: 10_000 }).toBeGreaterThan(0);
    controller.abort(new Error('the user left'));
    await expect(install).rejects.toThrow('the user left');
    const pid = await readPid();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('repairs a cache folder that someone emptied', async () => {
    const folder = await temporaryFolder();
    await standIn(folder, 'go', goSource(join(folder, 'calls')));
    await mkdir(join(cached(folder), '..'), { recursive: true });
    await writeFile(join(cached(folder), '..', 'notes.txt'), 'kept by mistake');
    const { source } = await ensureTemporalCli({ env: sealedEnvironment(folder) });
    expect(source).toBe('go');
  });

  test('names a cache folder that cannot be written', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'cache'), 'a file, not a folder');
    await expect(ensureTemporalCli({ env: sealedEnvironment(folder) })).rejects.toThrow(
      /install: the cache folder cannot be written .*Set DURABLE_GOALS_CACHE_DIR/,
    );
  });
});
