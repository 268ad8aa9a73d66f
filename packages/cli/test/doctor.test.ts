import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkCopies } from '../src/doctor/check-copies.js';
import { checkNode } from '../src/doctor/check-machine.js';
import { run, temporaryFolder, tripGoals } from './command.js';
import { freePort } from './temporal.js';

interface Finding {
  readonly name: string;
  readonly verdict: string;
  readonly fact: string;
}

/** Installs a package without content. */
async function install(modules: string, name: string, version: string): Promise<void> {
  const folder = join(modules, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, version }));
}

describe('the doctor', { timeout: 60_000 }, () => {
  test('finds nothing broken in this repository, and prints no key', async () => {
    const folder = await temporaryFolder();
    const env = {
      STRIPE_API_KEY: 'sk_test_verysecret',
      LLM_MODEL: 'openai/x',
      LLM_KEY: 'sk-alsosecret',
    };
    const { code, stdout } = await run(['doctor', '--goals', tripGoals], { folder, env });
    expect(stdout).not.toContain('✗');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^✓ STRIPE_API_KEY +Set\.$/m);
    expect(stdout).toMatch(/^– RAPIDAPI_KEY +Not set: mock flights\.$/m);
    expect(stdout).not.toContain('secret');
  });

  test('says that spans can be made, where the environment has a place for them', async () => {
    const folder = await temporaryFolder();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort()}` };
    const { stdout } = await run(['doctor', '--goals', tripGoals], { folder, env });
    expect(stdout).toMatch(/^✓ OpenTelemetry +Workers send spans and metrics\.$/m);
  });

  test('names what is broken, and exits with 1', async () => {
    const folder = await temporaryFolder();
    const address = `127.0.0.1:${await freePort()}`;
    const env = { LLM_KEY: 'sk-secret', TEMPORAL_ADDRESS: address, TEMPORAL_CLI_PATH: '/nope' };
    const { code, stdout } = await run(['doctor', '--json'], { folder, env });
    expect(code).toBe(1);
    const findings = JSON.parse(stdout) as Finding[];
    const broken = findings.filter(({ verdict }) => verdict === 'broken');
    expect(broken.map(({ name }) => name)).toEqual(['Temporal CLI', 'Temporal', 'Goals', 'Model']);
    expect(broken[1]?.fact).toContain(`No Temporal answers at '${address}'`);
    expect(broken[3]?.fact).toContain("'LLM_KEY' is set but 'LLM_MODEL' is not");
    expect(stdout).not.toContain('sk-secret');
  });

  test.each([
    ['20.20.2', 'broken'],
    ['22.11.0', 'broken'],
    ['22.12.0', 'fine'],
    ['24.0.0', 'fine'],
  ])('Node %s is %s', (version, verdict) => {
    expect(checkNode(version).verdict).toBe(verdict);
  });
});

describe('copies of packages', () => {
  test('that are there twice are named with their places and a remedy', async () => {
    const folder = join(await temporaryFolder(), 'project');
    const modules = join(folder, 'node_modules');
    await install(modules, '@temporalio/common', '1.24.0');
    await install(modules, '@temporalio/worker', '1.24.0');
    await install(modules, 'protobufjs', '7.6.6');
    await install(join(modules, '@temporalio/worker/node_modules'), 'protobufjs', '8.8.1');
    await install(join(modules, 'other/node_modules'), '@temporalio/common', '1.23.0');
    const findings = checkCopies(folder).filter(({ verdict }) => verdict === 'broken');
    expect(findings.map(({ fact }) => fact)).toEqual([
      expect.stringContaining(
        "There is more than one copy: @temporalio/common 1.24.0 in 'node_modules/@temporalio/common', @temporalio/common 1.23.0 in 'node_modules/other/node_modules/@temporalio/common'.",
      ),
      expect.stringContaining('"overrides": { "protobufjs": "^8.7.1" }'),
    ]);
  });

  test('of one release have to have one version', async () => {
    const folder = join(await temporaryFolder(), 'project');
    await install(join(folder, 'node_modules'), '@temporalio/client', '1.23.0');
    await install(join(folder, 'node_modules'), '@temporalio/worker', '1.24.0');
    expect(checkCopies(folder)[0]?.fact).toContain('Its packages have different versions');
  });
});
