import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replayHistory } from '@durable-goals/testing';
import type { Claim } from '../claim.js';

const folder = join(import.meta.dirname, '../../../test/histories');

/** Conversations that began before a deploy go on after it. */
export const recordedHistories: Claim = {
  id: 'recorded-histories',
  promise: 'A deploy breaks no conversation that runs.',
  done: 'Every recorded history is replayed against the Workflow as it is now.',
  async prove({ check }) {
    const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
    for (const file of files) {
      await check(file, async () => {
        await replayHistory(await readFile(join(folder, file), 'utf8'));
      });
    }
  },
};
