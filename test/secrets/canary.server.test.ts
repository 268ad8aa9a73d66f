import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { found, runCanary, type CanaryRun } from './canary.js';

/** The Worker's environment holds canaries, and its model and its tool tell them wherever they can. */
describe('no secret of a Worker is left', () => {
  const folder = mkdtempSync(join(tmpdir(), 'canary-'));
  let run: CanaryRun;
  beforeAll(async () => {
    run = await runCanary(folder);
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  test("in Temporal's database, in the Worker's log, in what the client was answered, or in the store", () => {
    expect(found(run)).toEqual([]);
  });

  test('though the search looks where things are left', () => {
    const { traces, visible, canaries } = run;
    for (const [place, bytes] of Object.entries(traces)) {
      expect(bytes.includes(visible), place).toBe(true);
      expect(bytes.includes('[redacted]'), place).toBe(true);
    }
    const leaked = { ...run, traces: { ...traces, log: Buffer.from(btoa(`x${canaries.token}`)) } };
    expect(found(leaked)).toEqual(['log: token']);
  });

  test('and what the tool logged, threw and returned is there without it', () => {
    const log = run.traces.log.toString();
    expect(log).toContain('A line to be found, with [redacted]');
    expect(log).toContain('403 for [redacted]');
    const answers = run.traces.answers.toString();
    expect(answers).toContain(
      'No notes for [redacted] in postgres://agents:[redacted]@db.internal/notes.',
    );
    expect(answers).toContain('ModelAuthRefused');
    const api = run.traces.api.toString();
    expect(api, 'words were heard while they were written').toContain('event: text');
    expect(api).toContain('What else, for [redacted]?');
  });
});
