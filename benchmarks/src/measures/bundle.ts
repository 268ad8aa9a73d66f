import { readFile } from 'node:fs/promises';
import { agentWorkflowBundle } from '@durable-goals/activities';
import type { Measure } from '../measure.js';

/** The Workflow's bundle, which each Worker reads and compiles. */
export const bundle: Measure = {
  id: 'bundle',
  about: 'The Workflow as a Worker loads it, with its inline source map.',
  async run() {
    const made = await agentWorkflowBundle();
    const code = 'code' in made ? made.code : await readFile(made.codePath, 'utf8');
    return [
      {
        what: "the Workflow's bundle",
        unit: 'bytes',
        values: [Buffer.byteLength(code)],
        limit: { of: 'value', atMost: 1_900_000 },
      },
    ];
  },
};
