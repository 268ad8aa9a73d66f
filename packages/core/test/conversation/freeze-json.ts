/**
 * Freezes what is new in a state. A part of it that was emptied is there as `undefined`, which JSON leaves out.
 *
 * @throws `Error` when JSON cannot carry all of it.
 */
export function freezeState(state: object): void {
  Object.freeze(state);
  for (const part of Object.values(state)) if (part !== undefined) freezeJson(part);
}

/**
 * Freezes what is new in a value, so that who writes to it later throws.
 *
 * @throws `Error` when JSON cannot carry all of it.
 */
function freezeJson(value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    const isJson = typeof value === 'number' ? Number.isFinite(value) : jsonTypes.has(typeof value);
    if (!isJson && value !== null) throw new Error(`The state holds ${typeof value}, not JSON.`);
    return;
  }
  if (Object.isFrozen(value)) return;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && !Array.isArray(value)) {
    throw new Error('The state holds something that is no plain data.');
  }
  Object.freeze(value);
  for (const part of Object.values(value)) freezeJson(part);
}

const jsonTypes: ReadonlySet<string> = new Set(['string', 'boolean']);
