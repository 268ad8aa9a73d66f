import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machineOf } from '../../proof/src/machine.js';
import type { Depth, Measure } from './measure.js';
import { measures } from './measures/index.js';
import { openGround } from './parts/ground.js';
import { closingLine, failing, report, type Measured } from './report.js';

const usage = `npm run bench                       everything, some minutes on a quiet machine
npm run bench -- --short            under three minutes; fails on ratios and counts, never on times or noise
npm run bench -- --only ID,ID       these; --list names them
npm run bench -- --docs             writes the table into docs/performance.md, too
npm run bench -- --report FOLDER    where report.md and report.json go (default: benchmarks/report)`;

const page = join(import.meta.dirname, '../../docs/performance.md');

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
    docs: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    report: { type: 'string', default: join(import.meta.dirname, '../report') },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  if (values.help) return print(usage);
  if (values.list) return print(measures.map(({ id, about }) => `${id}: ${about}`).join('\n'));
  const ids = values.only?.split(',');
  const unknown = ids?.find((id) => measures.every((measure) => measure.id !== id));
  if (unknown !== undefined) {
    print(`There is no measure '${unknown}'; --list names them all.`);
    return 2;
  }
  const depth: Depth = values.short ? 'short' : 'whole';
  const machine = { ...(await machineOf(print)), command: commandOf() };
  const chosen = measures.filter(({ id, isLong }) =>
    ids === undefined ? depth === 'whole' || isLong !== true : ids.includes(id),
  );
  const measured: Measured[] = [];
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
  if (values.docs) await writeDocs(words);
  print(`\n${words}`);
  const failed = failing(measured, depth);
  for (const what of failed) print(`does not hold: ${what}`);
  print(closingLine(measured, depth));
  return failed.length === 0 ? 0 : 1;
}

/** What goes wrong in one measure is told with what the others gave. */
async function measuredOf(measure: Measure, depth: Depth): Promise<Measured> {
  const { id, about } = measure;
  try {
    const rows = await measure.run({ openGround, depth, say: print });
    return { id, about, rows };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    print(`  ${problem}`);
    return { id, about, rows: [], problem };
  }
}

async function writeDocs(words: string): Promise<void> {
  const text = await readFile(page, 'utf8');
  const [beginning, end] = ['<!-- measured -->\n', '<!-- /measured -->'];
  const [before, rest = ''] = text.split(beginning);
  const [, after] = rest.split(end);
  if (after === undefined) throw new Error(`'${page}' has no place for the table.`);
  await writeFile(page, `${before}${beginning}\n${words}\n${end}${after}`);
}

function commandOf(): string {
  const { short, only } = values;
  const given = [...(short ? ['--short'] : []), ...(only === undefined ? [] : ['--only', only])];
  return given.length === 0 ? 'npm run bench' : `npm run bench -- ${given.join(' ')}`;
}

function print(line: string): number {
  process.stdout.write(`${line}\n`);
  return 0;
}
