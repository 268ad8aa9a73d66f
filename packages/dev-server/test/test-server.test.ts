import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ensureTestServer, findTestServer } from '../src/index.js';
import { sealedEnvironment, standIn, temporaryFolder } from './stand-ins.js';

const cached = (folder: string): string =>
  join(folder, 'cache', 'temporal-test-server', '1.32.0', 'temporal-test-server');

const java = "console.error('openjdk version 17');";

const mvn = `
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const folder = process.argv.find((arg) => arg.startsWith('-DoutputDirectory=')).split('=')[1];
const pom = readFileSync(process.argv[process.argv.indexOf('-f') + 1], 'utf8');
const version = /<artifactId>temporal-test-server<\\/artifactId>\\s*<version>([\\d.]+\\d\\d[\\d.]*)/.exec(pom)[1];
mkdirSync(folder);
writeFileSync(folder + '/temporal-test-server-' + version + '.jar', '');
`;

describe('looking for the time-skipping server', () => {
  test('TEMPORAL_TEST_SERVER_PATH comes first', async () => {
    const folder = await temporaryFolder();
    const path = await standIn(folder, 'server', '');
    const env = { ...sealedEnvironment(folder), TEMPORAL_TEST_SERVER_PATH: path };
    expect(await findTestServer({ env })).toEqual({ path, source: 'environment' });
  });

  test('refuses a TEMPORAL_TEST_SERVER_PATH that is not there', async () => {
    const folder = await temporaryFolder();
    const env = { ...sealedEnvironment(folder), TEMPORAL_TEST_SERVER_PATH: join(folder, 'none') };
    await expect(ensureTestServer({ env })).rejects.toThrow(
      /^TEMPORAL_TEST_SERVER_PATH names '.*none', which is not an executable file\. Point it/,
    );
  });

  test('finds nothing on a bare machine', async () => {
    const folder = await temporaryFolder();
    expect(await findTestServer({ env: sealedEnvironment(folder) })).toBeUndefined();
  });
});

describe('installing the time-skipping server', { timeout: 20_000 }, () => {
  test('takes Maven and Java when it cannot be downloaded, then finds it in the cache', async () => {
    const folder = await temporaryFolder();
    await standIn(folder, 'java', java);
    await standIn(folder, 'mvn', mvn);
    const env = sealedEnvironment(folder);
    const path = cached(folder);
    const version = '1.32.0';
    expect(await ensureTestServer({ env })).toEqual({ path, source: 'maven', version });
    expect(await findTestServer({ env })).toEqual({ path, source: 'cache', version });
    expect(await readdir(join(path, '..'))).toEqual(['lib', 'temporal-test-server']);
    // Its launcher would not run without Java, so it counts as found only where there is one.
    expect(await findTestServer({ env: { ...env, PATH: '' } })).toBeUndefined();
  });

  test('says every way and why each failed', async () => {
    const folder = await temporaryFolder();
    const failure = ensureTestServer({ env: sealedEnvironment(folder) });
    const message = await failure.then(
      () => 'installed',
      (error: Error) => error.message,
    );
    expect(message.split('\n').map((line) => line.slice(0, 100))).toMatchInlineSnapshot(`
      [
        "Temporal's time-skipping server was not found and could not be installed. Any one of these is enough",
        "  - TEMPORAL_TEST_SERVER_PATH: not set. Set it to the path of the server or of a launcher script.",
        "  - download: the proxy '127.0.0.1:9' cannot be reached (connect ECONNREFUSED 127.0.0.1:9). It needs",
        "  - Maven and Java: 'java' is not on PATH. Install a Java runtime, version 8 or newer.",
      ]
    `);
  });

  test.each([
    ['Maven is missing', java, undefined, /Maven and Java: 'mvn' is not on PATH/],
    ['Java does not run', 'process.exit(1);', mvn, /Maven and Java: '.*java' does not run/],
    [
      'Maven fails',
      java,
      "console.log('[INFO] Scanning'); console.log('[ERROR] Could not resolve it'); process.exit(1);",
      /Maven and Java: 'mvn' ended with code 1: Could not resolve it/,
    ],
    ['Maven fetches nothing', java, '', /Maven and Java: 'mvn' ended well but left no test server/],
  ])('says so when %s', async (_, javaSource, mvnSource, words) => {
    const folder = await temporaryFolder();
    await standIn(folder, 'java', javaSource);
    if (mvnSource !== undefined) await standIn(folder, 'mvn', mvnSource);
    await expect(ensureTestServer({ env: sealedEnvironment(folder) })).rejects.toThrow(words);
  });
});
