import { readFile } from 'node:fs/promises';
import { defineRegistry } from '@durable-goals/core';
import { expect, test } from 'vitest';
import { goals } from '../src/index.js';

test('the quickstart goal is at most 25 lines', async () => {
  const source = await readFile(new URL('../src/goal.ts', import.meta.url), 'utf8');
  expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(25);
});

test('the quickstart goal registers with its tool', () => {
  const { tools } = defineRegistry(goals).spec('dinner');
  expect(tools).toMatchObject([{ name: 'ReserveTable', effect: 'idempotent', approval: 'always' }]);
  expect(tools[0]?.inputSchema['required']).toEqual(['date', 'guests', 'name']);
});
