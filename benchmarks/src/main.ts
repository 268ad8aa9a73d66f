import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machineOf } from '../../proof/src/machine.js';
import type { Depth, Measure, Profiling } from './measure.js';
import { measures } from './measures/index.js';
import { openGround } from './parts/ground.js';
import { profileReport } from './parts/profile-report.js';
import { closingLine, failing, report, type Measured } from './report.js';

const usage = `npm run bench                       everything, some minutes on a quiet machine
npm run bench -- --short            under three minutes; fails on ratios and counts, never on times or noise
npm run bench -- --only ID,ID       these; --list names them
npm run bench -- --only turn --profile
                                    also where the processor time of a turn goes, by whose code it is
npm run bench -- --docs             writes the table, or the profile, into docs/performance.md, too
npm run bench -- --report FOLDER    where report.md and report.json go (default: benchmarks/report)`;

const page = join(import.meta.dirname, '../../docs/performance.md');

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
    profile: { type: 'boolean', default: false },
    docs: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    report: { type: 'string', default: join(import.meta.dirname, '../report') },
  },
});

const profiling: Profiling = { folder: join(values.report, 'profiles'), profiles: [] };

// Said outright: a process that ends by itself ends with 0 where the packages that bring PostgreSQL were loaded.
process.exit(await main());

async function main(): Promise<number> {
  if (values.help) return print(usage);
  if (values.list) return print(measures.map(listed).join('\n'));
  const ids = values.only?.split(',');
  const unknown = ids?.find((id) => measures.every((measure) => measure.id !== id));
  if (unknown !== undefined) {
    print(`There is no measure '${unknown}'; --list names them all.`);
    return 2;
  }
  const depth: Depth = values.short ? 'short' : 'whole';
  const machine = { ...(await machineOf(print)), command: commandOf() };
  const chosen = measures.filter(({ id, isLong, isApart }) =>
    ids === undefined
      ? isApart !== true && (depth === 'whole' || isLong !== true)
      : ids.includes(id),
  );
  const measured: Measured[] = [];
  if (values.profile) await rm(profiling.folder, { recursive: true, force: true });
  if (values.profile) await mkdir(profiling.folder, { recursive: true });
  for (const measure of chosen) {
    print(`${measure.id}: ${measure.about}`);
    measured.push(await measuredOf(measure, depth));
  }
  await mkdir(values.report, { recursive: true });
  const words = report(measured, { machine, depth });
  await writeFile(join(values.report, 'report.md'), words);
  await writeFile(
    join(values.report, 'report.json'),
    `${JSON.stringify({ machine, measured }, null, 2)}\n`,
  );
  // Watching takes time, too, so that a table of the same run is none for the page.
  if (values.docs && !values.profile) await writeDocs(placeOf(chosen), words);
  print(`\n${words}`);
  if (profiling.profiles.length > 0) {
    const profile = profileReport(profiling.profiles, machine);
    await writeFile(join(values.report, 'profile.md'), profile);
    if (values.docs) await writeDocs('profile', profile);
    print(`\n${profile}`);
  }
  const failed = failing(measured, depth);
  for (const what of failed) print(`does not hold: ${what}`);
  print(closingLine(measured, depth));
  return failed.length === 0 ? 0 : 1;
}

function listed({ id, about, isApart }: Measure): string {
  return `${id}: ${about}${isApart ? ' Only when it is named.' : ''}`;
}

/** What goes wrong in one measure is told with what the others gave. */
async function measuredOf(measure: Measure, depth: Depth): Promise<Measured> {
  const { id, about } = measure;
  try {
    const rows = await measure.run({
      openGround,
      depth,
      say: print,
      ...(values.profile ? { profiling } : {}),
    });
    return { id, about, rows };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    print(`  ${problem}`);
    return { id, about, rows: [], problem };
  }
}

/** Each that is apart has a place of its own. */
function placeOf(chosen: readonly Measure[]): string {
  const [first] = chosen;
  return chosen.length === 1 && first?.isApart === true ? `measured ${first.id}` : 'measured';
}

async function writeDocs(place: string, words: string): Promise<void> {
  const text = await readFile(page, 'utf8');
  const [beginning, end] = [`<!-- ${place} -->\n`, `<!-- /${place} -->`];
  const [before, rest = ''] = text.split(beginning);
  const [, after] = rest.split(end);
  if (after === undefined) throw new Error(`'${page}' has no place for '${place}'.`);
  await writeFile(page, `${before}${beginning}\n${words}\n${end}${after}`);
}

function commandOf(): string {
  const { short, only, profile } = values;
  const given = [
    ...(short ? ['--short'] : []),
    ...(only === undefined ? [] : ['--only', only]),
    ...(profile ? ['--profile'] : []),
  ];
  return given.length === 0 ? 'npm run bench' : `npm run bench -- ${given.join(' ')}`;
}

function print(line: string): number {
  process.stdout.write(`${line}\n`);
  return 0;
}
