import { lstat, readdir, rename } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { CLI_VERSION, TEST_SERVER_VERSION, withExe, type Environment } from './cache-directory.js';
import { failures } from './failures.js';
import type { InstallJob, Way } from './install.js';
import { connectFailure } from './ports.js';
import { reportProgress } from './progress.js';
import { runProgram } from './run-program.js';

const HOST = 'https://temporal.download';
const REMEDY = 'It needs the open internet; a proxy goes into HTTPS_PROXY.';
// A working connection takes less than a second.
const REACHABLE_TIMEOUT_MS = 3_000;
const STALL_MS = 20_000;
const STALL_CHECK_MS = 1_000;

// Runs in a process of its own: the SDK cannot stop a download, and would leave a Runtime behind in ours.
const SCRIPT = `
const [testing, request] = process.argv.slice(1);
const { TestWorkflowEnvironment } = require(testing);
const { artifact, executable } = JSON.parse(request);
const create = artifact === 'cli' ? 'createLocal' : 'createTimeSkipping';
TestWorkflowEnvironment[create]({ server: { executable } })
  .then((environment) => environment.teardown())
  .catch((error) => { console.error(error.message); process.exitCode = 1; });
`;

const ARTIFACTS = {
  cli: { what: "Temporal's dev server", program: 'temporal', version: CLI_VERSION },
  'test-server': {
    what: "Temporal's time-skipping server",
    program: 'temporal-test-server',
    version: TEST_SERVER_VERSION,
  },
};

/**
 * The TypeScript SDK's own download, from temporal.download. Needs `@temporalio/testing` and the internet.
 *
 * @param stallMs - Given up when no data arrives for so long.
 */
export function sdkDownload(artifact: keyof typeof ARTIFACTS, stallMs: number = STALL_MS): Way {
  const { what, program, version } = ARTIFACTS[artifact];
  return {
    source: 'download',
    title: 'download',
    async install({ staging, env, onProgress, signal }: InstallJob): Promise<void> {
      const testing = resolveTesting();
      await checkReachable(env);
      const executable = { type: 'cached-download', downloadDir: staging, version: `v${version}` };
      const request = JSON.stringify({ artifact, executable });
      const watch = watchGrowth(staging, stallMs);
      const stop = reportProgress(
        onProgress,
        `Downloading ${what}`,
        () => `${Math.round(watch.bytes() / 1e6)} MB`,
      );
      try {
        const { lines } = await runProgram(process.execPath, ['-e', SCRIPT, testing, request], {
          env,
          signal: signal ? AbortSignal.any([signal, watch.stalled]) : watch.stalled,
        });
        await takeDownloaded(staging, program, lines);
      } finally {
        stop();
        watch.stop();
      }
    },
  };
}

/** Resolved only when a download is tried, so that the package works without it. */
function resolveTesting(): string {
  try {
    return createRequire(import.meta.url).resolve('@temporalio/testing');
  } catch {
    throw failures.installFailed(
      "'@temporalio/testing' is not installed. 'npm install -D @temporalio/testing' adds it.",
    );
  }
}

/** Fails within seconds where the SDK might take much longer. Through a proxy, only the proxy can be asked. */
async function checkReachable(env: Environment): Promise<void> {
  const proxy = proxyOf(env);
  const url =
    proxy === undefined ? new URL(HOST) : (URL.parse(proxy) ?? URL.parse(`http://${proxy}`));
  const port = Number(url?.port || (url?.protocol === 'https:' ? 443 : 80));
  // An address that we cannot read, the SDK may.
  if (url === null || url.protocol.startsWith('socks')) return;
  const timeoutMs = REACHABLE_TIMEOUT_MS;
  const failure = await connectFailure({ host: url.hostname, port, timeoutMs });
  if (failure === undefined) return;
  const what = proxy === undefined ? HOST : `the proxy '${url.host}'`;
  throw failures.installFailed(`${what} cannot be reached (${failure}). ${REMEDY}`);
}

function proxyOf(env: Environment): string | undefined {
  return env['HTTPS_PROXY'] || env['https_proxy'] || env['ALL_PROXY'] || env['all_proxy'];
}

/** The SDK gives the file a name with its version in it; ours is plain. */
async function takeDownloaded(
  staging: string,
  program: string,
  lines: readonly string[],
): Promise<void> {
  const names = await readdir(staging);
  const file = names.find((name) => name.startsWith(program) && !name.endsWith('.downloading'));
  if (file === undefined) throw failures.installFailed(downloadReason(lines));
  await rename(join(staging, file), join(staging, withExe(program)));
}

/** The SDK tells the whole chain of causes, with the URL in each; the last is the one that helps. */
function downloadReason(lines: readonly string[]): string {
  const cause = lines.at(-1)?.replace(/^.*\burl \([^)]*\): /, '') ?? 'nothing was said';
  return `the SDK could not download it from ${HOST} (${cause}). ${REMEDY}`;
}

/** Watches the size of what is in a folder. `stalled` is aborted once it has not grown for `stallMs`. */
function watchGrowth(
  folder: string,
  stallMs: number,
): {
  stalled: AbortSignal;
  bytes(): number;
  stop(): void;
} {
  const controller = new AbortController();
  let bytes = 0;
  let grewAt = performance.now();
  const timer = setInterval(() => {
    void folderBytes(folder).then((now) => {
      if (now !== bytes) grewAt = performance.now();
      bytes = now;
      if (performance.now() - grewAt < stallMs) return;
      controller.abort(
        failures.installFailed(`no data arrived from ${HOST} for ${stallMs / 1000} s.`),
      );
    });
  }, STALL_CHECK_MS);
  timer.unref();
  return { stalled: controller.signal, bytes: () => bytes, stop: () => clearInterval(timer) };
}

async function folderBytes(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = names.map((name) =>
    lstat(join(folder, name)).then(
      (entry) => entry.size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
