import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Seeds that broke a promise once, by claim; committed, so that everybody runs them first from then on. */
const file = join(import.meta.dirname, '../../failing-seeds.json');

type FailingSeeds = Readonly<Record<string, readonly number[]>>;

/** The seeds that a claim broke with once. */
export async function failingSeeds(claim: string): Promise<readonly number[]> {
  return (await read())[claim] ?? [];
}

/** Keeps seeds that a claim broke with, each once. */
export async function keepFailingSeeds(claim: string, seeds: readonly number[]): Promise<void> {
  const kept = await read();
  const all = new Set([...(kept[claim] ?? []), ...seeds]);
  await writeFile(file, `${JSON.stringify({ ...kept, [claim]: [...all] }, null, 2)}\n`);
}

async function read(): Promise<FailingSeeds> {
  return JSON.parse(await readFile(file, 'utf8')) as FailingSeeds;
}
