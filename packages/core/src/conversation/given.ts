import { bounds } from './bounds.js';

/**
 * Why something that a person gives is too large, if so: it goes into the history several times, which takes 2 MB at
 * most in one piece.
 */
export function tooLarge(name: 'input' | 'output', value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const { length } = JSON.stringify(value);
  if (length <= bounds.givenLength) return undefined;
  return `'${name}' has ${length} characters of JSON, over the limit of ${bounds.givenLength}`;
}
