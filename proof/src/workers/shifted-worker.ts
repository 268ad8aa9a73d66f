import type { ErrandWorkerOptions } from '../errands/start-errand-worker.js';

/**
 * A Worker for errands whose clock is wrong: `Date`, as all code in Node sees it, is shifted before anything
 * else is loaded. The SDK's native core keeps the machine's clock.
 */
const { clockShiftMs = 0 } = JSON.parse(process.argv[2] ?? '{}') as ErrandWorkerOptions;

const rightNow = Date.now.bind(Date);
const shiftedNow = (): number => rightNow() + clockShiftMs;

globalThis.Date = new Proxy(Date, {
  construct: (target, values: unknown[], newTarget) =>
    Reflect.construct(target, values.length === 0 ? [shiftedNow()] : values, newTarget) as object,
  apply: (target) => new target(shiftedNow()).toString(),
  get: (target, name, receiver) =>
    name === 'now' ? shiftedNow : (Reflect.get(target, name, receiver) as unknown),
});

await import('./errand-worker.js');
