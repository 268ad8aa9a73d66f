import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { configurationPage, envExample } from '../src/configuration-text.js';
import { environmentVariables } from '../src/environment-variables.js';

const root = new URL('../../../', import.meta.url);
const write = 'npx tsx packages/cli/scripts/write-configuration.ts';

describe('the list of environment variables', () => {
  test(`is what .env.example says; ${write} writes it`, () => {
    expect(readFileSync(new URL('.env.example', root), 'utf8')).toBe(envExample());
  });

  test(`is what docs/configuration.md says; ${write} writes it`, () => {
    expect(readFileSync(new URL('docs/configuration.md', root), 'utf8')).toBe(configurationPage());
  });

  test('names each once, and no key with a value', () => {
    const variables = environmentVariables.flatMap((group) => group.variables);
    const names = variables.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(variables.filter(({ secret, example }) => secret && example)).toEqual([]);
    const keys = variables.filter(
      ({ name }) => /KEY(_DATA)?$/.test(name) && !name.endsWith('TLS_KEY'),
    );
    expect(keys.every(({ secret }) => secret)).toBe(true);
  });
});
