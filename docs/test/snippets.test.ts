import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorsOf, fencesOf, linksOf, pages, repository, textOf } from './pages.js';

/** The two commands that a newcomer begins with; `.ci/run` and a person run them. */
const twoCommands = ['npm install && npm start', 'npm install && npm test'];

/** The pages whose commands other tests run, in order. */
const pagesThatAreRun = [
  'docs/getting-started.md',
  'docs/see-it-survive.md',
  'docs/watch-a-run.md',
  'docs/rest-api.md',
];

describe.each(pages())('%s', (page) => {
  test('quotes code that is in the file that it names', () => {
    const code = fencesOf(page).filter(({ language }) => /^(ts|tsx|js)$/.test(language));
    const wrong = code.filter(({ file, code: snippet }) => {
      if (file === undefined || !existsSync(join(repository, file))) return true;
      return !readFileSync(join(repository, file), 'utf8').includes(`${snippet}\n`);
    });
    expect(wrong.map(({ line, file }) => `${page}:${line} ${file ?? 'names no file'}`)).toEqual([]);
  });

  test('has only commands that are run', () => {
    const commands = fencesOf(page).filter(({ language }) => /^(sh|bash|shell)$/.test(language));
    const unrun = pagesThatAreRun.includes(page)
      ? []
      : commands.filter(({ code }) => !twoCommands.includes(code.trim()));
    expect(unrun.map(({ line, code }) => `${page}:${line} ${code}`)).toEqual([]);
  });

  test('has blocks of known languages', () => {
    const known = ['ts', 'sh', 'text', 'mermaid', 'json', 'md'];
    const others = fencesOf(page).filter(({ language }) => !known.includes(language));
    expect(others.map(({ line, language }) => `${page}:${line} '${language}'`)).toEqual([]);
  });

  test('links to what is there', () => {
    const broken = linksOf(page).filter(({ path, anchor }) => {
      if (path.startsWith('..') || !existsSync(join(repository, path))) return true;
      return anchor !== undefined && !anchorsOf(path).has(anchor);
    });
    expect(broken.map(({ line, target }) => `${page}:${line} ${target}`)).toEqual([]);
  });

  test('names no path of a machine', () => {
    const lines = textOf(page).split('\n');
    const named = lines.filter((line) =>
      /(^|[\s"'`(=])\/(home|root|Users|tmp|work|opt)\//.test(line),
    );
    expect(named).toEqual([]);
    expect(textOf(page)).not.toContain(repository);
  });
});

test('the README begins with a sentence, the two commands and a goal', () => {
  const readme = textOf('README.md');
  const fences = fencesOf('README.md');
  expect(fences.slice(0, 3).map(({ language, file, code }) => [language, file ?? code])).toEqual([
    ['sh', twoCommands[0]],
    ['sh', twoCommands[1]],
    ['ts', 'examples/quickstart/src/goal.ts'],
  ]);
  const quoted = fences[2]?.code.split('\n') ?? [];
  expect(quoted.length).toBeLessThanOrEqual(25);
  expect(readme.split('\n').findIndex((line) => line.includes('npm test'))).toBeLessThan(25);
});

test('the README names the promise as it is', () => {
  const words = textOf('README.md').replaceAll(/\s+/g, ' ');
  expect(words).toContain('It may be attempted more than once');
  expect(words.match(/exactly once/g)).toHaveLength(1);
});
