import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestAgent, recordHistory, scriptedModel } from '@durable-goals/testing';
import { conversations } from './conversations.js';
import { rooms } from './goals.js';

/**
 * Holds the conversations that are not recorded yet on real servers and records them beside this file; what is recorded
 * stays as it is:
 * `npx tsx --conditions=@durable-goals/source test/histories/record.ts`.
 */
async function record(): Promise<void> {
  const folder = import.meta.dirname;
  const ledgers = mkdtempSync(join(tmpdir(), 'histories-'));
  const recorded = new Set(readdirSync(folder).map((name) => name.replace(/(-\d+)?\.json$/, '')));
  for (const server of ['dev', 'time-skipping'] as const) {
    const agent = await createTestAgent({
      goals: [rooms],
      model: scriptedModel([]),
      server,
    });
    const { environment, client } = agent;
    for (const [name, conversation] of Object.entries(conversations)) {
      if (conversation.server !== server || recorded.has(name)) continue;
      await conversation.hold(environment, name, join(ledgers, `${name}.jsonl`));
      await recordRuns(name, name);
      if (conversation.withSubAgent) await recordRuns(`${name}.c1`, `${name}-below`);
    }
    await agent.close();

    async function recordRuns(workflowId: string, name: string): Promise<void> {
      const runs = await runsOf(workflowId);
      for (const [index, run] of runs.entries()) {
        const file = runs.length === 1 ? `${name}.json` : `${name}-${index + 1}.json`;
        const history = portable(await recordHistory(client, workflowId, run));
        writeFileSync(join(folder, file), history);
        process.stdout.write(`${file}: ${history.length} bytes\n`);
      }
    }

    async function runsOf(workflowId: string): Promise<readonly string[]> {
      const handle = client.workflow.getHandle(workflowId);
      const runs = [(await handle.describe()).runId];
      for (;;) {
        const { events } = await client.workflow.getHandle(workflowId, runs[0]).fetchHistory();
        const from = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
        if (!from) return runs;
        runs.unshift(from);
      }
    }
  }
  rmSync(ledgers, { recursive: true });
}

/** The history without what belongs to the machine that it was recorded on; a replay reads none of it. */
function portable(history: string): string {
  const identities = new Set<string>();
  const masked = JSON.stringify(JSON.parse(history), (key, value: unknown) => {
    if (typeof value !== 'string') return value;
    if (key === 'stackTrace') return '';
    if (key === 'identity') identities.add(value);
    return value;
  });
  // A sticky Task Queue is named after the Worker's identity, which names the machine.
  return [...identities].reduce((text, identity) => text.replaceAll(identity, 'recorded'), masked);
}

await record();
