import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Claim, Proof } from '../claim.js';
import { lowServerCases } from '../parts/low-server-cases.js';
import { loweredLimits, serverLimits } from '../parts/lowered-server.js';

const root = join(import.meta.dirname, '../../..');

/** The repository's own conversations, those that take longest last. */
const files = [
  'test/conversation/malformed.server.test.ts',
  'test/conversation/many-writers.server.test.ts',
  'test/bad-input.server.test.ts',
  'test/parallel-calls.server.test.ts',
  'packages/client/test/agent-client.server.test.ts',
  'packages/testing/test/conversation.server.test.ts',
  'test/store/recorded.server.test.ts',
  'test/two-chats.server.test.ts',
  'test/upgrades/upgrades.server.test.ts',
  'packages/client/test/no-worker.server.test.ts',
  'packages/cli/test/trip.server.test.ts',
  'packages/cli/test/approvals.server.test.ts',
] as const;

/** Tests that cannot hold on such a server, and why. */
const senseless: readonly { readonly name: RegExp; readonly why: string }[] = [
  {
    name: /a text over the limit|a message over the limit/,
    why: 'they send or expect messages of 32,000 characters, which is more than a payload here',
  },
  {
    name: /takes one Activity of history more/,
    why: 'it compares the histories of two single runs, which end at another turn each here',
  },
];

/** A server that allows little is no reason to break. */
export const lowLimits: Claim = {
  id: 'lowered-limits',
  promise:
    "Conversations stay within a server's limits and go on beyond what one run may have, be they a hundredth of Temporal's own.",
  done: 'Payloads of 20 kB, 300 events, 50 Signals and 20 Updates a run: conversations of the longest messages and results, and with --all the end-to-end tests of the repository.',
  async prove(proof) {
    await lowServerCases(proof);
    if (proof.depth === 'short') return;
    for (const file of files) await runTests(proof, file);
    for (const { name, why } of senseless) proof.say(`left out: ${name.source}, for ${why}`);
  },
};

interface TestResults {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

async function runTests({ check, folder, wants, depth, seed }: Proof, file: string): Promise<void> {
  // A case is a file: its tests build on each other's servers.
  if (!wants(file)) return;
  await check(file, async () => {
    const report = join(folder, `${file.replaceAll('/', '-')}.json`);
    const vitest = createRequire(import.meta.url).resolve('vitest/package.json');
    await run([
      join(vitest, '../vitest.mjs'),
      'run',
      file,
      '--typecheck.enabled=false',
      '--testTimeout=120000',
      '--reporter=json',
      `--outputFile=${report}`,
    ]);
    const { testResults } = JSON.parse(await readFile(report, 'utf8')) as TestResults;
    const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
    const passed = tests.filter(({ status }) => status === 'passed');
    const failed = tests.filter(
      ({ status, fullName }) =>
        status === 'failed' && !senseless.some(({ name }) => name.test(fullName)),
    );
    const [first] = failed;
    if (first !== undefined) {
      const [message = ''] = first.failureMessages;
      throw new Error(
        `${failed.length} of ${tests.length} tests failed, first '${first.fullName}': ${message.slice(0, 300)}`,
      );
    }
    if (passed.length === 0) {
      throw new Error(`No test passed (${depth}, ${seed}): ${testResults[0]?.message ?? ''}`);
    }
  });
}

/** Runs Node with the low limits in its environment. */
async function run(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: 'ignore',
    env: {
      ...process.env,
      DEV_SERVER_DYNAMIC_CONFIG: JSON.stringify(loweredLimits),
      TEMPORAL_SERVER_LIMITS: JSON.stringify(serverLimits),
    },
  });
  await once(child, 'exit');
}
