import nunjucks from 'nunjucks';
import { templateNames, type TemplateNames } from './template-names.js';

const options = {
  autoescape: false,
  throwOnUndefined: true,
  trimBlocks: true,
  lstripBlocks: true,
} as const;

/** No loaders: a template is text of a developer's code and cannot pull in a file. */
const environment = new nunjucks.Environment([], options);

interface CompiledTemplate {
  readonly template: nunjucks.Template;
  readonly names: TemplateNames;
}

/** Templates are compile-time text, so there are only as many as the code and its goals hold. */
const compiled = new Map<string, CompiledTemplate>();

/**
 * Renders a template, in nunjucks, without escaping anything.
 *
 * The template is a developer's text; what people, tools and models wrote goes into `variables`, which
 * are put in as they are and never rendered themselves.
 *
 * @throws `TypeError` in words when the template has a syntax error or reads a variable that is not given.
 */
export function renderPrompt(
  template: string,
  variables: Readonly<Record<string, unknown>>,
): string {
  const { names, template: code } = compile(template);
  for (const name of names.variables) {
    if (variables[name] === undefined) {
      throw new TypeError(`it reads '${name}', which is not among its variables`);
    }
  }
  try {
    return code.render(variables);
  } catch (error) {
    throw new TypeError(factOf(error), { cause: error });
  }
}

/**
 * What a template reads.
 *
 * @throws `TypeError` in words when it has a syntax error or an unknown filter, or loads another template.
 */
export function namesIn(template: string): TemplateNames {
  return compile(template).names;
}

function compile(source: string): CompiledTemplate {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  try {
    const names = templateNames(source, options);
    if (names.loadsTemplates) throw new TypeError('it loads another template');
    for (const filter of names.filters) environment.getFilter(filter);
    const made = { names, template: new nunjucks.Template(source, environment, undefined, true) };
    compiled.set(source, made);
    return made;
  } catch (error) {
    throw new TypeError(factOf(error), { cause: error });
  }
}

/** nunjucks' message without the path that it does not know and the names of its error classes. */
function factOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const place = /\[Line (\d+), Column \d+\]/.exec(message)?.[1] ?? lineOf(error);
  const fact = message
    .replaceAll(/\(unknown path\)( \[Line \d+, Column \d+\])?/g, '')
    .replaceAll(/\b(Template render error|Error):/g, '')
    .replace('attempted to output null or undefined value', 'it prints something undefined')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return place === undefined ? fact : `line ${place}: ${fact}`;
}

function lineOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('lineno' in error)) return undefined;
  return typeof error.lineno === 'number' ? error.lineno : undefined;
}
