import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from './command.js';

const importModule = new URL('../src/goals/import-module.ts', import.meta.url).href;

/** Imports a module in a Node of its own, without tsx, and prints what it exports. */
async function imported(path: string): Promise<unknown> {
  const script = `import { importModule } from ${JSON.stringify(importModule)};
    console.log(JSON.stringify(await importModule(${JSON.stringify(path)})));`;
  const args = ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-e', script];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

test.each([
  ["with the compiler's names of files", "import { tools } from './tools/index.js';"],
  ['with no endings', "import { tools } from './tools/index';"],
])('a TypeScript module loads without tsx, %s', async (_, line) => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'tools'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'tools/index.ts'), 'export const tools: readonly string[] = ["a"];');
  await writeFile(join(folder, 'goals.ts'), `${line}\nexport const goals = [{ tools }];`);
  expect(await imported(join(folder, 'goals.ts'))).toMatchObject({ goals: [{ tools: ['a'] }] });
});

test('an enum, which Node does not take, loads too', async () => {
  const folder = await temporaryFolder();
  await writeFile(
    join(folder, 'goals.mts'),
    'enum Kind { A = "a" }\nexport const goals = [Kind.A];',
  );
  expect(await imported(join(folder, 'goals.mts'))).toMatchObject({ goals: ['a'] });
});

test('what the module itself throws is not tried again', async () => {
  const folder = await temporaryFolder();
  await writeFile(
    join(folder, 'goals.mts'),
    'console.log("ran"); throw new Error("broken inside");',
  );
  await expect(imported(join(folder, 'goals.mts'))).rejects.toThrow('broken inside');
});
