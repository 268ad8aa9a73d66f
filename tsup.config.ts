import { defineConfig, type Options } from 'tsup';

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
  // `tsc -b` writes its declarations beside these files, so a clean here would delete them.
  clean: false,
  dts: false,
  silent: true,
});

export default defineConfig(
  ['core', 'activities', 'client', 'dev-server', 'testing', 'cli'].map((name) =>
    library(`packages/${name}`),
  ),
);
