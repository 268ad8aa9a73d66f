/** Something in a zod schema that JSON, or a JSON Schema, cannot hold. */
export interface NoJsonForm {
  /** Where it is: `a.b` inside objects, `a[]` for the items of a list, `a.*` for the values of a record. */
  readonly field: string;
  /** What is wrong with it, to follow the field's name. */
  readonly fact: string;
}

/**
 * Looks through a whole schema, of zod 4 or zod 3, for what JSON Schema would lose without a word.
 *
 * Both converters leave some types out silently, or write down a form that the schema itself then refuses,
 * such as a text for a zod 3 date.
 *
 * @returns the first such place, or `undefined` when there is none.
 */
export function noJsonForm(schema: unknown): NoJsonForm | undefined {
  return look({ schema, field: '' }, { version: versionOf(schema), above: [] });
}

interface Place {
  readonly schema: unknown;
  readonly field: string;
}
interface Way {
  /** The zod version of the whole input. */
  readonly version: Version;
  /** Schemas that this one stands in: one that contains itself is looked at once. */
  readonly above: readonly unknown[];
}
type Version = 3 | 4 | undefined;

/** A type that makes itself anew at each look would go on for ever. */
const deepest = 64;

function look(place: Place, { version, above }: Way): NoJsonForm | undefined {
  const { schema, field } = place;
  const own = versionOf(schema);
  if (own === undefined) return { field, fact: 'is not a zod schema' };
  if (own !== version) return { field, fact: `is of zod ${own} inside of zod ${version}` };
  if (above.length > deepest) return { field, fact: 'is nested too deeply' };
  if (above.includes(schema)) {
    return version === 4
      ? undefined
      : { field, fact: 'contains itself, which zod 3 cannot say in JSON Schema; zod 4 can' };
  }
  const definition = definitionOf(schema);
  const name = version === 4 ? definition.type : definition.typeName;
  const fact = without.get(typeof name === 'string' ? name : '') ?? factAbout(definition);
  if (fact !== undefined) return { field, fact: `${fact}, which has no JSON form` };
  for (const child of childrenOf(definition, field)) {
    const found = look(child, { version, above: [...above, schema] });
    if (found) return found;
  }
  return undefined;
}

/** Types without a JSON form, by their name in zod 4 and in zod 3. */
const without = new Map(
  [
    ['date', 'ZodDate', 'is a Date'],
    ['map', 'ZodMap', 'is a Map'],
    ['set', 'ZodSet', 'is a Set'],
    ['bigint', 'ZodBigInt', 'is a bigint'],
    ['undefined', 'ZodUndefined', 'is undefined'],
    ['void', 'ZodVoid', 'is void'],
    ['symbol', 'ZodSymbol', 'is a symbol'],
    ['function', 'ZodFunction', 'is a function'],
    ['nan', 'ZodNaN', 'is NaN'],
    ['promise', 'ZodPromise', 'is a Promise'],
    ['file', '', 'is a File'],
    ['success', '', 'is the success of another type'],
    ['custom', '', 'is a custom type'],
    ['transform', '', 'is a bare transform'],
  ].flatMap(([four = '', three = '', fact = '']) => [
    [four, fact] as const,
    ...(three === '' ? [] : [[three, fact] as const]),
  ]),
);

function factAbout(definition: ZodDefinition): string | undefined {
  const { type, typeName, values, value, effect, schema } = definition;
  if (type === 'literal' || typeName === 'ZodLiteral') {
    const literals = values ?? [value];
    const lost = literals.filter((literal) => !isJsonLiteral(literal));
    return lost.length === 0 ? undefined : `is the literal ${String(lost[0])}`;
  }
  // In zod 3, `custom` and `instanceof` are a check of their own on any value.
  const isChecked = typeName === 'ZodEffects' && effect?.type === 'refinement';
  return isChecked && definitionOf(schema).typeName === 'ZodAny' ? 'is a custom type' : undefined;
}

function isJsonLiteral(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** The schemas that a JSON value of this one has to fit as well. */
function childrenOf(definition: ZodDefinition, field: string): readonly Place[] {
  const at = (inner: unknown, suffix = ''): readonly Place[] =>
    inner === undefined || inner === null ? [] : [{ schema: inner, field: `${field}${suffix}` }];
  const { items, rest, catchall, type } = definition;
  const shape = shapeIn(definition) ?? {};
  return [
    ...Object.entries(shape).flatMap(([name, child]) =>
      at(child, field === '' ? name : `.${name}`),
    ),
    ...at(isNever(catchall) ? undefined : catchall, field === '' ? '*' : '.*'),
    ...at(definition.element, '[]'),
    // zod 3 keeps a list's items, a brand's and a promise's type under `type`.
    ...(typeof type === 'object' ? at(type, definition.typeName === 'ZodArray' ? '[]' : '') : []),
    ...(items ?? []).flatMap((item, index) => at(item, `[${index}]`)),
    ...at(rest, '[]'),
    ...at(definition.keyType, '.*'),
    ...at(definition.valueType, '.*'),
    ...(definition.options ?? []).flatMap((option) => at(option)),
    ...at(definition.left),
    ...at(definition.right),
    ...at(definition.innerType),
    ...at(definition.schema),
    ...at(inputOf(definition)),
    ...at(definition.getter?.()),
  ];
}

/** The schema under a pipe that the input has to fit: behind `preprocess` it is the one that comes after. */
function inputOf({ in: before, out }: ZodDefinition): unknown {
  return definitionOf(before).type === 'transform' ? out : before;
}

/** The fields of an object schema, looked for under optional, default, refinement and pipe as well. */
export function shapeOf(schema: unknown): Readonly<Record<string, unknown>> | undefined {
  const definition = definitionOf(schema);
  const inner = definition.innerType ?? definition.schema ?? inputOf(definition);
  return shapeIn(definition) ?? (inner === undefined ? undefined : shapeOf(inner));
}

function shapeIn({ shape }: ZodDefinition): Readonly<Record<string, unknown>> | undefined {
  const fields: unknown = typeof shape === 'function' ? shape() : shape;
  return typeof fields === 'object' && fields !== null
    ? (fields as Readonly<Record<string, unknown>>)
    : undefined;
}

function isNever(schema: unknown): boolean {
  const { type, typeName } = definitionOf(schema);
  return type === 'never' || typeName === 'ZodNever';
}

/** What zod keeps about a schema; 4 and 3 share most names. */
interface ZodDefinition {
  readonly type?: unknown;
  readonly typeName?: string;
  readonly shape?: unknown;
  readonly catchall?: unknown;
  readonly element?: unknown;
  readonly items?: readonly unknown[] | null;
  readonly rest?: unknown;
  readonly keyType?: unknown;
  readonly valueType?: unknown;
  readonly options?: readonly unknown[];
  readonly left?: unknown;
  readonly right?: unknown;
  readonly innerType?: unknown;
  readonly schema?: unknown;
  readonly in?: unknown;
  readonly out?: unknown;
  readonly getter?: () => unknown;
  readonly values?: readonly unknown[];
  readonly value?: unknown;
  readonly effect?: { readonly type: string };
}
interface ZodInternals {
  readonly _zod?: { readonly def: ZodDefinition };
  readonly _def?: ZodDefinition;
}

function definitionOf(schema: unknown): ZodDefinition {
  if (typeof schema !== 'object' || schema === null) return {};
  const { _zod, _def } = schema as ZodInternals;
  return _zod?.def ?? _def ?? {};
}

/** Which zod made a schema; `undefined` when none did. */
export function versionOf(schema: unknown): Version {
  if (typeof schema !== 'object' || schema === null) return undefined;
  const { _zod, _def } = schema as ZodInternals;
  if (_zod !== undefined) return 4;
  return _def?.typeName === undefined ? undefined : 3;
}
