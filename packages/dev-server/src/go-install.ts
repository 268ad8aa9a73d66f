import type { Environment } from './cache-directory.js';
import { failures } from './failures.js';
import { findOnPath } from './find-program.js';
import type { InstallJob, Way } from './install.js';
import { reportProgress } from './progress.js';
import { runProgram } from './run-program.js';

// Since 1.21 an older Go fetches the one that a module needs.
const OLDEST_MINOR = 21;
const REMEDY =
  'Install Go 1.25 or newer from https://go.dev/dl (1.21 or newer fetches it by itself).';

/** Programs that Go builds from source. */
export interface GoSource {
  /** With the paths of the programs in a module and its version, as `go install` takes them. */
  readonly packages: readonly string[];
  /** What a person is told while it builds. */
  readonly title: string;
  readonly linkerFlags: string;
}

/** The way of installing that builds with Go. */
export function byGo(source: GoSource): Way {
  return {
    source: 'go',
    title: 'go install',
    install: async (job) => await build(source, job),
  };
}

async function build(
  { packages, title, linkerFlags }: GoSource,
  { staging, env, onProgress, signal }: InstallJob,
): Promise<void> {
  const go = await findOnPath('go', env);
  if (go === undefined) throw failures.installFailed(`'go' is not on PATH. ${REMEDY}`);
  await checkVersion(go, env);

  const count = { modules: 0, packages: 0 };
  const stop = reportProgress(
    onProgress,
    title,
    () => `${count.modules} modules downloaded, ${count.packages} packages built`,
  );
  try {
    const args = ['install', '-v', `-ldflags=${linkerFlags}`, ...packages];
    const { code, lines } = await runProgram(go, args, {
      cwd: staging,
      env: buildEnvironment(env, staging),
      signal,
      onLine: (line) => {
        if (line.startsWith('go: downloading ')) count.modules += 1;
        if (/^[\w.-]+(\/\S+)*$/.test(line)) count.packages += 1;
      },
    });
    if (code === 0) return;
    throw failures.installFailed(
      `'go install' ended with code ${code}: ${lines.slice(-4).join(' | ')}`,
    );
  } finally {
    stop();
  }
}

async function checkVersion(go: string, env: Environment): Promise<void> {
  const { lines } = await runProgram(go, ['version'], { env });
  const version = /\bgo(\d+)\.(\d+)/.exec(lines.join('\n'));
  if (version === null) throw failures.installFailed(`'${go} version' gave no version. ${REMEDY}`);
  const [found, major, minor] = version;
  if (Number(major) > 1 || Number(minor) >= OLDEST_MINOR) return;
  throw failures.installFailed(`'${go}' is ${found}, older than Go 1.${OLDEST_MINOR}. ${REMEDY}`);
}

/** The caller's environment without what would change where or for whom Go builds. */
function buildEnvironment(env: Environment, staging: string): Environment {
  return {
    ...env,
    GOBIN: staging,
    GO111MODULE: 'on',
    GOWORK: 'off',
    GOFLAGS: '',
    GOOS: undefined,
    GOARCH: undefined,
    // None of these programs needs a C compiler.
    CGO_ENABLED: '0',
  };
}
