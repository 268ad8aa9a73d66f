import { found, runCanary } from '../../../test/secrets/canary.js';
import type { Claim } from '../claim.js';

const places = {
  database: "Temporal's database",
  log: "the Worker's log",
  answers: 'what the client was answered',
  store: 'the store',
  api: 'the REST API, its event stream and its log',
} as const;

/** Keys stay where they were put: in the environment of the Worker. */
export const secrets: Claim = {
  id: 'secrets',
  promise:
    "No secret of a Worker's environment is left in Temporal, in a log, in an answer, in the API of a page or in the store.",
  done: 'A model and a tool tell canaries from the environment wherever they can; then every byte that was left is searched, in plain and encoded forms.',
  async prove({ check, folder, note }) {
    const run = await runCanary(folder);
    const hits = found(run);
    for (const [place, name] of Object.entries(places)) {
      await check(name, async () => {
        const traces = run.traces[place as keyof typeof places];
        // A search that does not find what is there would find no canary either.
        if (!traces.includes(run.visible)) throw new Error('The conversation left nothing there.');
        const here = hits.filter((hit) => hit.startsWith(`${place}:`));
        if (here.length > 0) throw new Error(`A canary is in it: ${here.join(', ')}.`);
      });
    }
    const bytes = Object.values(run.traces).reduce((sum, { length }) => sum + length, 0);
    note('bytes searched', bytes);
  },
};
