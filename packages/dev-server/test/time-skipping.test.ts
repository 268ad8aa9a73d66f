import { TestWorkflowEnvironment } from '@temporalio/testing';
import { describe, expect, test } from 'vitest';
import { ensureTestServer } from '../src/index.js';
import { available } from './available.js';

const server = await available(ensureTestServer);
const DAY_MS = 24 * 60 * 60 * 1000;

describe.runIf(server)('the time-skipping server', () => {
  test('launches from its path and skips a day', { timeout: 30_000 }, async () => {
    const path = server?.path ?? '';
    const environment = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path } },
    });
    try {
      const started = performance.now();
      const before = await environment.currentTimeMs();
      await environment.sleep('1 day');
      expect((await environment.currentTimeMs()) - before).toBeGreaterThanOrEqual(DAY_MS);
      expect(performance.now() - started).toBeLessThan(20_000);
    } finally {
      await environment.teardown();
    }
  });
});
