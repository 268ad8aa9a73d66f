import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository, with a slash at the end. */
export const repository = fileURLToPath(new URL('../../', import.meta.url));

/** A fenced block of a page. */
export interface Fence {
  readonly language: string;
  /** The file that it quotes, from the root of the repository. */
  readonly file: string | undefined;
  readonly code: string;
  /** The heading that it stands under. */
  readonly heading: string;
  readonly line: number;
}

/** A link of a page to a place in the repository. */
export interface Link {
  readonly target: string;
  /** From the root of the repository. */
  readonly path: string;
  readonly anchor: string | undefined;
  readonly line: number;
}

/** Every page that is written by hand, from the root of the repository. */
export function pages(): readonly string[] {
  const docs = readdirSync(join(repository, 'docs'), { recursive: true, encoding: 'utf8' });
  return [
    'README.md',
    'CONTRIBUTING.md',
    ...docs.filter((path) => path.endsWith('.md')).map((path) => join('docs', path)),
  ].toSorted();
}

export function textOf(page: string): string {
  return readFileSync(join(repository, page), 'utf8');
}

/** The fenced blocks of a page, in order. */
export function fencesOf(page: string): readonly Fence[] {
  const fences: Fence[] = [];
  let heading = '';
  let open: { info: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of textOf(page).split('\n').entries()) {
    if (line.startsWith('```')) {
      if (open === undefined) {
        open = { info: line.slice(3).trim(), line: index + 1, lines: [] };
      } else {
        const [language = '', file] = open.info.split(/\s+/);
        fences.push({ language, file, heading, line: open.line, code: open.lines.join('\n') });
        open = undefined;
      }
    } else if (open !== undefined) {
      open.lines.push(line);
    } else if (line.startsWith('#')) {
      heading = line.replace(/^#+\s*/, '');
    }
  }
  if (open !== undefined) throw new Error(`${page}:${open.line}: the block has no end.`);
  return fences;
}

/** The links of a page that are not to the web. */
export function linksOf(page: string): readonly Link[] {
  return withoutFences(page).flatMap((text, index) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
      if (/^[a-z]+:/.test(target)) return [];
      const [path = '', anchor] = target.split('#');
      const from = path === '' ? page : join(dirname(page), path);
      return [{ target, path: relative('.', from), anchor, line: index + 1 }];
    }),
  );
}

/** The anchors of a page's headings. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const headings = withoutFences(page).filter((line) => line.startsWith('#'));
  return new Set(
    headings.map((line) =>
      line
        .replace(/^#+\s*/, '')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
        .replaceAll(/\s/g, '-'),
    ),
  );
}

/** The lines of a page, those of fenced blocks emptied. */
function withoutFences(page: string): readonly string[] {
  let isInside = false;
  return textOf(page)
    .split('\n')
    .map((line) => {
      if (line.startsWith('```')) {
        isInside = !isInside;
        return '';
      }
      return isInside ? '' : line;
    });
}
