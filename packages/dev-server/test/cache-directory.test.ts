import { isAbsolute } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cacheDirectory } from '../src/index.js';

describe('the cache folder', () => {
  test('is one per user, named after the framework', () => {
    const folder = cacheDirectory({});
    expect(isAbsolute(folder)).toBe(true);
    expect(folder).toMatch(/durable-goals/);
  });

  test('is where DURABLE_GOALS_CACHE_DIR says', () => {
    expect(cacheDirectory({ DURABLE_GOALS_CACHE_DIR: '/var/cache/goals' })).toBe(
      '/var/cache/goals',
    );
  });

  test('is absolute even when the variable is not', () => {
    expect(isAbsolute(cacheDirectory({ DURABLE_GOALS_CACHE_DIR: 'cache' }))).toBe(true);
  });
});
