import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { claims } from './claims/index.js';
import { machineOf } from './machine.js';
import { heldOf, report } from './report.js';
import { tryClaim, type TriedClaim } from './try-claim.js';

const usage = `npm run prove                      a share of every promise's cases, under ten minutes
npm run prove -- --all             every case
npm run prove -- --only ID,ID      these promises; --list names them
npm run prove -- --case NAME       one case of one promise, as the report names it
npm run prove -- --seed N          the same draw as another run
npm run prove -- --report FOLDER   where report.md and report.json go (default: proof/report)`;

const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    only: { type: 'string' },
    case: { type: 'string' },
    seed: { type: 'string' },
    list: { type: 'boolean', default: false },
    report: { type: 'string', default: join(import.meta.dirname, '../report') },
    help: { type: 'boolean', default: false },
  },
});

// Said outright: a process that ends by itself ends with 0 where the packages that bring PostgreSQL were loaded.
process.exit(await main());

async function main(): Promise<number> {
  if (values.help) return print(usage);
  if (values.list) return print(claims.map(({ id, promise }) => `${id}: ${promise}`).join('\n'));
  const ids = values.only?.split(',') ?? claims.map(({ id }) => id);
  const unknown = ids.find((id) => claims.every((claim) => claim.id !== id));
  if (unknown !== undefined) {
    print(`There is no promise '${unknown}'; --list names them all.`);
    return 2;
  }
  if (values.case !== undefined && ids.length !== 1) {
    print(`'--case' names a case of one promise; name that one with '--only'.`);
    return 2;
  }
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  if (!Number.isSafeInteger(seed)) {
    print(`'--seed' is '${values.seed ?? ''}', which is no whole number.`);
    return 2;
  }
  const machine = await machineOf(print);
  print(`seed ${seed}; ${values.all ? 'every case' : 'the short form; --all tries every case'}`);
  const tried: TriedClaim[] = [];
  for (const claim of claims.filter(({ id }) => ids.includes(id))) {
    print(`${claim.id}: ${claim.promise}`);
    const result = await tryClaim(claim, {
      depth: values.all ? 'all' : 'short',
      seed,
      ...(values.case === undefined ? {} : { only: values.case }),
      say: print,
    });
    print(`${claim.id}: ${result.leftOut ?? `${heldOf(result)} of ${result.cases.length} held`}`);
    tried.push(result);
  }
  await mkdir(values.report, { recursive: true });
  const words = report(tried, machine);
  await writeFile(join(values.report, 'report.md'), words);
  await writeFile(
    join(values.report, 'report.json'),
    JSON.stringify({ machine, claims: tried }, null, 2),
  );
  print(`\n${words}`);
  return closing(tried);
}

/** The counts on a line of their own; what was left out is a failure where `CI` is set. */
function closing(tried: readonly TriedClaim[]): number {
  const passed = tried.reduce((sum, claim) => sum + heldOf(claim), 0);
  const failed = tried.reduce((sum, claim) => sum + claim.cases.length - heldOf(claim), 0);
  const leftOut = tried.filter((claim) => claim.leftOut !== undefined).length;
  print(`proof: ${passed} passed, ${failed} failed, ${leftOut} skipped`);
  return failed > 0 || (leftOut > 0 && process.env['CI'] === 'true') ? 1 : 0;
}

function print(text: string): 0 {
  process.stdout.write(`${text}\n`);
  return 0;
}
