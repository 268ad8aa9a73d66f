import type { Machine } from './machine.js';
import type { TriedClaim } from './try-claim.js';

/** The table of promises, in Markdown: what was done to each, how many cases, and how many held. */
function table(claims: readonly TriedClaim[]): string {
  const rows = claims.map((claim) => [
    claim.id,
    claim.promise,
    claim.done + notesOf(claim),
    claim.leftOut === undefined ? `${claim.cases.length}` : 'left out',
    claim.leftOut ?? `${heldOf(claim)}`,
    `${Math.round(claim.ms / 1_000)} s`,
  ]);
  const head = ['', 'promise', 'what was done', 'cases', 'held', 'time'];
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map(cell).join(' | ')} |`)
    .join('\n');
}

/** The whole report as Markdown: table, machine, and each case that did not hold with how to have it again. */
export function report(claims: readonly TriedClaim[], machine: Machine): string {
  const facts = Object.entries(machine).map(([name, value]) => `- ${name}: ${value}`);
  const broken = claims.flatMap(({ id, seed, cases, folder }) =>
    cases
      .filter(({ held }) => !held)
      .map(
        ({ name, problem = '' }) =>
          `- \`npm run prove -- --only ${id} --case '${name}' --seed ${seed}\`: ${problem}${folder === undefined ? '' : ` (files in ${folder})`}`,
      ),
  );
  return [
    '# What was proved',
    '',
    table(claims),
    '',
    ...facts,
    ...(broken.length === 0 ? [] : ['', '## Did not hold', '', ...broken]),
    '',
  ].join('\n');
}

/** How many cases of a claim held. */
export function heldOf({ cases }: TriedClaim): number {
  return cases.filter(({ held }) => held).length;
}

function notesOf({ notes }: TriedClaim): string {
  const words = Object.entries(notes).map(([name, value]) => `${value} ${name}`);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
