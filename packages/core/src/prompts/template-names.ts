import nunjucks from 'nunjucks';

/** What a template asks for from outside. */
export interface TemplateNames {
  /** Variables that it reads and does not set itself. */
  readonly variables: ReadonlySet<string>;
  /** Members that it reads directly off a variable, such as `goal.title`. */
  readonly members: readonly { readonly variable: string; readonly member: string }[];
  readonly filters: ReadonlySet<string>;
  /** Whether it includes, imports or extends another template. */
  readonly loadsTemplates: boolean;
}

/** A node of nunjucks' syntax tree; its typings leave the parser out. */
interface Node {
  readonly typename: string;
  readonly fields: readonly string[];
  readonly [field: string]: unknown;
}

const { parser } = nunjucks as typeof nunjucks & {
  parser: { parse(source: string, extensions: readonly [], options: object): Node };
};

/** Names that nunjucks itself provides. */
const provided: ReadonlySet<string> = new Set(['loop', 'caller', 'range', 'cycler', 'joiner']);

const loading: ReadonlySet<string> = new Set(['Include', 'Import', 'FromImport', 'Extends']);

/**
 * Reads from a template's syntax what it asks for, also in branches that a rendering would not reach.
 *
 * @throws nunjucks' `TemplateError` when the template has no syntax tree.
 */
export function templateNames(template: string, options: object): TemplateNames {
  const found = { read: new Set<string>(), set: new Set<string>(), filters: new Set<string>() };
  const members: { variable: string; member: string }[] = [];
  let loadsTemplates = false;

  const walk = (node: Node): void => {
    if (node.typename === 'Symbol') found.read.add(String(node['value']));
    if (loading.has(node.typename)) loadsTemplates = true;
    if (node.typename === 'Filter') found.filters.add(symbolsOf(node['name']).join('.'));
    if (node.typename === 'LookupVal') {
      const [variable] = symbolsOf(node['target']);
      const member = literalOf(node['val']);
      if (variable !== undefined && member !== undefined) members.push({ variable, member });
    }
    for (const name of namesSetBy(node)) found.set.add(name);
    for (const child of childrenReadBy(node)) walk(child);
  };
  walk(parser.parse(template, [], options));

  const isOutside = (name: string) => !found.set.has(name) && !provided.has(name);
  return {
    variables: new Set([...found.read].filter(isOutside)),
    members: members.filter(({ variable }) => isOutside(variable)),
    filters: found.filters,
    loadsTemplates,
  };
}

function namesSetBy(node: Node): readonly string[] {
  if (node.typename === 'Set') return symbolsOf(node['targets']);
  if (node.typename === 'For') return symbolsOf(node['name']);
  if (node.typename === 'Macro' || node.typename === 'Caller') {
    const keywords = nodesIn(node['args'])
      .flatMap(({ children }) => nodesIn(children))
      .flatMap(({ typename, children }) => (typename === 'KeywordArgs' ? nodesIn(children) : []))
      .flatMap((pair) => symbolsOf(pair['key']));
    return [...symbolsOf(node['name']), ...symbolsOf(node['args']), ...keywords];
  }
  return [];
}

/** The nodes below that read something; names of filters, tests, blocks and keys do not. */
function childrenReadBy(node: Node): readonly Node[] {
  const { typename, fields } = node;
  if (typename === 'Pair') {
    return [...nodesIn(node['key']).filter((key) => !isSymbol(key)), ...nodesIn(node['value'])];
  }
  if (typename === 'Is') {
    // The test's own name is no variable; what it is given may be.
    const tests = nodesIn(node['right']).flatMap((test) => nodesIn(test['args']));
    return [...nodesIn(node['left']), ...tests];
  }
  const named = typename === 'Filter' || typename === 'Block';
  return fields
    .filter((field) => !(named && field === 'name'))
    .flatMap((field) => nodesIn(node[field]));
}

/** A node's own symbol, or those of a list of nodes. */
function symbolsOf(value: unknown): readonly string[] {
  return nodesIn(value).flatMap((node) =>
    node.typename === 'Symbol'
      ? [String(node['value'])]
      : node.typename === 'NodeList' || node.typename === 'Array'
        ? symbolsOf(node['children'])
        : [],
  );
}

function literalOf(value: unknown): string | undefined {
  const [node] = nodesIn(value);
  return node?.typename === 'Literal' ? String(node['value']) : undefined;
}

function isSymbol(node: Node): boolean {
  return node.typename === 'Symbol';
}

function nodesIn(value: unknown): readonly Node[] {
  if (Array.isArray(value)) return value.flatMap((item) => nodesIn(item));
  return typeof value === 'object' && value !== null && 'typename' in value ? [value as Node] : [];
}
