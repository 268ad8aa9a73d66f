import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporalOptions } from '@durable-goals/client';
import { afterAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'temporal-options-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}
const secret = 'tskey-8fG2kQ71xZ';
const cert = file('client.pem', 'CERT');
const key = file('client.key', `KEY ${secret}`);
const ca = file('ca.pem', 'CA');
const bytes = (text: string) => Uint8Array.from(Buffer.from(text));
const pair = { crt: bytes('CERT'), key: bytes(`KEY ${secret}`) };
const profiles = file(
  'profiles.toml',
  `[profile.default]
address = "file:7233"
[profile.cloud]
address = "cloud:7233"
namespace = "ns.acct"
api_key = "${secret}"
[profile.half.tls]
client_cert_path = "${cert}"
`,
);

describe('where Temporal is', () => {
  test.each<readonly [string, NodeJS.ProcessEnv, object]>([
    [
      'nothing',
      {},
      {
        connection: { address: 'localhost:7233' },
        namespace: 'default',
        taskQueue: 'agent-task-queue',
      },
    ],
    [
      'an address, a namespace and a Task Queue',
      { TEMPORAL_ADDRESS: 'far:7233', TEMPORAL_NAMESPACE: 'travel', TEMPORAL_TASK_QUEUE: 'trips' },
      { connection: { address: 'far:7233' }, namespace: 'travel', taskQueue: 'trips' },
    ],
    [
      'empty variables',
      { TEMPORAL_ADDRESS: '', TEMPORAL_TLS: '', TEMPORAL_API_KEY: '' },
      { connection: { address: 'localhost:7233' } },
    ],
    [
      'an API key, which turns TLS on',
      { TEMPORAL_API_KEY: secret },
      { connection: { apiKey: secret, tls: true } },
    ],
    ['TLS', { TEMPORAL_TLS: 'true' }, { connection: { tls: {} } }],
    ['TLS, as a number', { TEMPORAL_TLS: '1' }, { connection: { tls: {} } }],
    [
      'no TLS, though there is an API key',
      { TEMPORAL_TLS: 'false', TEMPORAL_API_KEY: secret },
      { connection: { apiKey: secret, tls: false } },
    ],
    [
      'our names of a certificate and its key',
      { TEMPORAL_TLS_CERT: cert, TEMPORAL_TLS_KEY: key },
      { connection: { tls: { clientCertPair: pair } } },
    ],
    [
      "Temporal's names of them",
      { TEMPORAL_TLS_CLIENT_CERT_PATH: cert, TEMPORAL_TLS_CLIENT_KEY_PATH: key },
      { connection: { tls: { clientCertPair: pair } } },
    ],
    [
      'one of each',
      { TEMPORAL_TLS_CERT: cert, TEMPORAL_TLS_CLIENT_KEY_PATH: key },
      { connection: { tls: { clientCertPair: pair } } },
    ],
    [
      'them as data',
      { TEMPORAL_TLS_CLIENT_CERT_DATA: 'CERT', TEMPORAL_TLS_CLIENT_KEY_DATA: `KEY ${secret}` },
      { connection: { tls: { clientCertPair: pair } } },
    ],
    [
      'an authority and a name of the server',
      { TEMPORAL_TLS_SERVER_CA_CERT_PATH: ca, TEMPORAL_TLS_SERVER_NAME: 'tmprl' },
      {
        connection: { tls: { serverRootCACertificate: bytes('CA'), serverNameOverride: 'tmprl' } },
      },
    ],
    [
      'a header',
      { TEMPORAL_GRPC_META_X_TEAM: 'blue' },
      { connection: { metadata: { 'x-team': 'blue' } } },
    ],
    [
      'a profile file',
      { TEMPORAL_CONFIG_FILE: profiles },
      { connection: { address: 'file:7233' }, namespace: 'default' },
    ],
    [
      'a profile in a file',
      { TEMPORAL_CONFIG_FILE: profiles, TEMPORAL_PROFILE: 'cloud' },
      { connection: { address: 'cloud:7233', apiKey: secret, tls: true }, namespace: 'ns.acct' },
    ],
    [
      'a variable over a file',
      { TEMPORAL_CONFIG_FILE: profiles, TEMPORAL_ADDRESS: 'far:7233' },
      { connection: { address: 'far:7233' } },
    ],
    [
      'an empty file',
      { TEMPORAL_CONFIG_FILE: file('empty.toml', ''), TEMPORAL_NAMESPACE: 'travel' },
      { connection: { address: 'localhost:7233' }, namespace: 'travel' },
    ],
    [
      'a file of comments',
      { TEMPORAL_CONFIG_FILE: file('comments.toml', '# nothing yet\n') },
      { connection: { address: 'localhost:7233' } },
    ],
    ['a home without a file', { HOME: folder }, { connection: { address: 'localhost:7233' } }],
  ])('%s', (_, env, options) => {
    expect(temporalOptions(env)).toMatchObject(options);
  });

  test.runIf(process.platform === 'linux')('the file in the home directory', () => {
    file('home/.config/temporalio/temporal.toml', '[profile.default]\naddress = "home:7233"\n');
    expect(temporalOptions({ HOME: join(folder, 'home') }).connection.address).toBe('home:7233');
    file('other/temporalio/temporal.toml', '');
    const env = { HOME: join(folder, 'home'), XDG_CONFIG_HOME: join(folder, 'other') };
    expect(temporalOptions(env).connection.address).toBe('localhost:7233');
  });

  test('is read from the given environment alone', () => {
    expect(temporalOptions({ ADDRESS: 'x', TEMPORAL: 'y', LLM_KEY: secret })).toEqual({
      connection: { address: 'localhost:7233' },
      namespace: 'default',
      taskQueue: 'agent-task-queue',
    });
  });
});

describe('a configuration that cannot be used is refused', () => {
  const nowhere = join(folder, 'nowhere.pem');
  const broken = file('broken.toml', `[profile.default]\naddress = "x"\napi_key = ${secret}\n`);
  const unread = (name: string) =>
    `${name} names the file '${nowhere}', which cannot be read. Correct the path.`;

  test.each<readonly [string, NodeJS.ProcessEnv, string]>([
    [
      'TLS in capitals',
      { TEMPORAL_TLS: 'TRUE', TEMPORAL_API_KEY: secret },
      `TEMPORAL_TLS is 'TRUE'; only true, false, 1 and 0 are understood.`,
    ],
    [
      'TLS switched "on"',
      { TEMPORAL_TLS: 'on' },
      `TEMPORAL_TLS is 'on'; only true, false, 1 and 0 are understood.`,
    ],
    [
      'a certificate without its key',
      { TEMPORAL_TLS_CERT: cert },
      'A TLS certificate is set without its key. Set TEMPORAL_TLS_CERT and TEMPORAL_TLS_KEY both.',
    ],
    [
      'a key without its certificate',
      { TEMPORAL_TLS_CLIENT_KEY_PATH: key },
      'A TLS key is set without its certificate. Set TEMPORAL_TLS_CERT and TEMPORAL_TLS_KEY both.',
    ],
    [
      'a key as data without its certificate',
      { TEMPORAL_TLS_CLIENT_KEY_DATA: secret },
      'A TLS key is set without its certificate. Set TEMPORAL_TLS_CERT and TEMPORAL_TLS_KEY both.',
    ],
    [
      'a profile with a certificate alone',
      { TEMPORAL_CONFIG_FILE: profiles, TEMPORAL_PROFILE: 'half' },
      'A TLS certificate is set without its key. Set TEMPORAL_TLS_CERT and TEMPORAL_TLS_KEY both.',
    ],
    [
      'a certificate that is not there',
      { TEMPORAL_TLS_CERT: nowhere, TEMPORAL_TLS_KEY: key },
      unread('TEMPORAL_TLS_CERT'),
    ],
    [
      "Temporal's name of one that is not there",
      { TEMPORAL_TLS_CLIENT_CERT_PATH: nowhere, TEMPORAL_TLS_KEY: key },
      unread('TEMPORAL_TLS_CLIENT_CERT_PATH'),
    ],
    [
      'an authority that is not there',
      { TEMPORAL_TLS_SERVER_CA_CERT_PATH: nowhere },
      unread('TEMPORAL_TLS_SERVER_CA_CERT_PATH'),
    ],
    [
      'a profile file that is not there',
      { TEMPORAL_CONFIG_FILE: nowhere },
      unread('TEMPORAL_CONFIG_FILE'),
    ],
    [
      'a profile that is not in the file',
      { TEMPORAL_CONFIG_FILE: profiles, TEMPORAL_PROFILE: 'moon' },
      `Temporal's configuration cannot be read: Profile 'moon' not found in config data. Correct the variable or the file.`,
    ],
    [
      'a profile in an empty file',
      { TEMPORAL_CONFIG_FILE: file('none.toml', ''), TEMPORAL_PROFILE: 'moon' },
      `Temporal's configuration cannot be read: Profile 'moon' not found in config data. Correct the variable or the file.`,
    ],
    [
      'a certificate twice',
      { TEMPORAL_TLS_CLIENT_CERT_DATA: 'CERT', TEMPORAL_TLS_CERT: cert, TEMPORAL_TLS_KEY: key },
      `Temporal's configuration cannot be read: Cannot specify both client_cert_path and client_cert_data. Correct the variable or the file.`,
    ],
    [
      'a file that is no TOML',
      { TEMPORAL_CONFIG_FILE: broken },
      `Temporal's configuration cannot be read: Invalid TOML document: invalid value (line 3). Correct the variable or the file.`,
    ],
  ])('%s', (_, env, message) => {
    const read = () => temporalOptions(env);
    expect(read).toThrow(expect.objectContaining({ type: 'ConfigurationRefused', message }));
    expect(read).not.toThrow(secret);
  });
});
