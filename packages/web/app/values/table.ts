import type { Json, JsonObject } from '../api/shapes.js';

/** A list as a table. */
export interface TableData {
  /** What the list is called, if it has a name. */
  readonly name?: string;
  readonly columns: readonly string[];
  readonly rows: readonly JsonObject[];
  /** What stands beside the list. */
  readonly beside: JsonObject;
  /** That prices are in which do not say so themselves. */
  readonly currency?: string;
}

const mostColumns = 10;

/** An output's list of objects, by itself or as one of its fields; `undefined` when there is none. */
export function tableOf(value: Json): TableData | undefined {
  if (isObjects(value)) return { columns: columnsOf(value), rows: value, beside: {} };
  if (!isObject(value)) return undefined;
  const found = Object.entries(value).find(([, field]) => isObjects(field));
  if (found === undefined) return undefined;
  const [name, rows] = found as [string, readonly JsonObject[]];
  const { [name]: _, ...beside } = value;
  const currency = currencyOf(value);
  if (currency === undefined) return { name, columns: columnsOf(rows), rows, beside };
  const { currency: _shownInRows, ...rest } = beside;
  return { name, columns: columnsOf(rows), rows, beside: rest, currency };
}

function columnsOf(rows: readonly JsonObject[]): string[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  // A currency is shown with its price.
  return names.filter((name) => name !== 'currency' || names.length === 1).slice(0, mostColumns);
}

function isObjects(value: Json | undefined): value is readonly JsonObject[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}

/** Whether a value is a JSON object, and no list. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The currency that prices of an object are in, if it says so. */
export function currencyOf(fields: JsonObject): string | undefined {
  const { currency } = fields as { currency?: Json };
  return typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) ? currency : undefined;
}
