import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Claim, Proof } from './claim.js';

/** What came of one case. */
interface TriedCase {
  readonly name: string;
  readonly held: boolean;
  readonly ms: number;
  /** Why it did not hold. */
  readonly problem?: string;
}

/** What came of a claim. */
export interface TriedClaim {
  readonly id: string;
  readonly promise: string;
  readonly done: string;
  readonly seed: number;
  readonly cases: readonly TriedCase[];
  readonly notes: Readonly<Record<string, string | number>>;
  readonly ms: number;
  /** Why it was not tried, if so. */
  readonly leftOut?: string;
  /** Where its files are, when something did not hold. */
  readonly folder?: string;
}

/** How claims are tried. */
export interface Trying {
  readonly depth: Proof['depth'];
  readonly seed: number;
  /** Only the case of this name. */
  readonly only?: string;
  readonly say: (line: string) => void;
}

/** Tries a claim, and keeps its folder where a case did not hold. */
export async function tryClaim(claim: Claim, trying: Trying): Promise<TriedClaim> {
  const { id, promise, done } = claim;
  const { depth, seed, only, say } = trying;
  const begun = performance.now();
  const about = { id, promise, done, seed };
  const leftOut = await claim.missing?.();
  if (leftOut !== undefined) return { ...about, cases: [], notes: {}, ms: 0, leftOut };
  const folder = await mkdtemp(join(tmpdir(), `proof-${id}-`));
  const cases: TriedCase[] = [];
  const notes: Record<string, string | number> = {};
  const wants = (name: string): boolean => only === undefined || only === name;
  const proof: Proof = {
    depth,
    seed,
    folder,
    wants,
    say,
    note: (name, value) => {
      notes[name] = value;
    },
    async check(name, work) {
      if (!wants(name)) return;
      cases.push(await tryCase(name, work));
      const last = cases.at(-1);
      if (last?.held === false) say(`${id}: ${name} did not hold: ${last.problem ?? ''}`);
    },
  };
  try {
    await claim.prove(proof);
  } catch (error) {
    cases.push({ name: 'the attempt itself', held: false, ms: 0, problem: problemOf(error) });
  }
  if (cases.length === 0) {
    const problem = only === undefined ? 'No case was tried.' : `There is no case '${only}'.`;
    cases.push({ name: only ?? 'the attempt itself', held: false, ms: 0, problem });
  }
  const ms = performance.now() - begun;
  if (cases.every(({ held }) => held)) {
    await rm(folder, { recursive: true, force: true });
    return { ...about, cases, notes, ms };
  }
  return { ...about, cases, notes, ms, folder };
}

async function tryCase(name: string, work: () => Promise<void>): Promise<TriedCase> {
  const begun = performance.now();
  try {
    await work();
    return { name, held: true, ms: performance.now() - begun };
  } catch (error) {
    return { name, held: false, ms: performance.now() - begun, problem: problemOf(error) };
  }
}

function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : ` (${problemOf(error.cause)})`;
  return `${error.message}${cause}`;
}
