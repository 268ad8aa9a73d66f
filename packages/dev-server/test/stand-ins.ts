import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';

/** What a test that runs beside others must take from its own context. */
export type Cleanup = Pick<TestContext, 'onTestFinished'>;

/** An empty folder that goes away with the test. */
export async function temporaryFolder(context: Cleanup = { onTestFinished }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dev-server-test-'));
  context.onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A small program, written in CommonJS, in place of one that a test cannot have. Returns its path. */
export async function standIn(folder: string, name: string, source: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await writeFile(`${path}.cjs`, source);
  await writeFile(path, `#!/bin/sh\nexec '${process.execPath}' '${path}.cjs' "$@"\n`, {
    mode: 0o755,
  });
  return path;
}

/** Answers as Temporal's CLI does when asked for its version. */
export const temporalSource = (version: string): string =>
  `console.log('temporal version ${version} (Server 1.29.1, UI 2.42.1)');`;

/** Builds a stand-in for the CLI where the real Go would put the real one, and writes down that it was called. */
export const goSource = (calls: string): string => `
const { appendFileSync, writeFileSync } = require('node:fs');
if (process.argv[2] === 'version') { console.log('go version go1.26.0 linux/amd64'); process.exit(); }
appendFileSync('${calls}', process.argv.slice(2).join(' ') + '\\n');
console.error('go: downloading go.temporal.io/api v1.0.0');
setTimeout(() => {
  writeFileSync(process.env.GOBIN + '/temporal', "#!/bin/sh\\necho 'temporal version 1.5.1 (built)'\\n", { mode: 0o755 });
}, 300);
`;

/** An environment in which only the programs of one folder are found and the internet cannot be reached. */
export function sealedEnvironment(folder: string): Record<string, string> {
  return {
    PATH: folder,
    HOME: folder,
    DURABLE_GOALS_CACHE_DIR: join(folder, 'cache'),
    HTTPS_PROXY: 'http://127.0.0.1:9',
  };
}
