import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { defineConfig, type Options } from 'tsup';
import {
  bundleFileName,
  bundleOrigin,
} from './packages/activities/src/workflow-bundle/bundle-origin.js';
import { makeBundle } from './packages/activities/src/workflow-bundle/make-bundle.js';

/** Every package is built the same way: ESM only, one output file per source file, nothing bundled in. */
const library = (folder: string): Options => ({
  name: folder,
  entry: [`${folder}/src/**/*.ts`],
  outDir: `${folder}/dist`,
  tsconfig: `${folder}/tsconfig.json`,
  format: 'esm',
  target: 'node22',
  bundle: false,
  sourcemap: true,
  // `tsc -b` writes its declarations beside these files and believes they stay, so only leftovers go.
  clean: false,
  onSuccess: async () => {
    await removeLeftovers(folder);
    if (folder === 'packages/core') await writeWorkflowBundle(folder);
    if (folder === 'packages/server') await addReference(folder);
  },
  dts: false,
  silent: true,
});

/** Puts the page that the API is read on, and its licence, into the package, whose users then need no more than that. */
async function addReference(folder: string): Promise<void> {
  const target = join(folder, 'dist/openapi/swagger-ui');
  await mkdir(target, { recursive: true });
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js', 'LICENSE', 'NOTICE']) {
    await copyFile(join('node_modules/swagger-ui-dist', file), join(target, file));
  }
}

/** Removes what earlier builds made of sources that are gone: it would be published otherwise. */
async function removeLeftovers(folder: string): Promise<void> {
  const built = await readdir(join(folder, 'dist'), { recursive: true });
  for (const file of built) {
    const [, module] = file.match(/^(.+?)(?:\.d\.ts|\.js)(?:\.map)?$/) ?? [];
    if (module === undefined || existsSync(join(folder, 'src', `${module}.ts`))) continue;
    await rm(join(folder, 'dist', file), { force: true });
  }
}

/** Bundles the agent Workflow of what was just built, so that Workers need not. */
async function writeWorkflowBundle(folder: string): Promise<void> {
  const entry = resolve(folder, 'dist/workflow/index.js');
  const code = await makeBundle(entry, await bundleOrigin(entry));
  await writeFile(join(folder, 'dist', bundleFileName), code);
}

export default defineConfig(
  [
    'core',
    'activities',
    'client',
    'store',
    'live',
    'mcp',
    'ai-sdk',
    'nexus',
    'otel',
    'web',
    'server',
    'dev-server',
    'testing',
    'cli',
  ].map((name) => library(`packages/${name}`)),
);
