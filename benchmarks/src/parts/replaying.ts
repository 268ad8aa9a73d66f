import { agentWorkflowBundle } from '@durable-goals/activities';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Runtime, Worker } from '@temporalio/worker';
import { quiet } from './measured-worker.js';

/** A history, as JSON, that is to be replayed so often. */
export interface ReplayOrder {
  readonly history: string;
  readonly times: number;
  /** The bundle of its Workflow; ours, when missing. */
  readonly codePath?: string;
}

/** Processor time of each replay but the first, in milliseconds. */
export interface ReplayReport {
  readonly values: number[];
}

process.once('disconnect', () => process.exit(0));
process.on('message', (order: ReplayOrder) => {
  void replayed(order).then((values) => {
    const report: ReplayReport = { values };
    process.send?.(report);
  });
});
Runtime.install(quiet);
process.send?.({ kind: 'ready' });

async function replayed({ history, times, codePath }: ReplayOrder): Promise<number[]> {
  const workflowBundle = codePath === undefined ? await agentWorkflowBundle() : { codePath };
  const recorded = historyFromJSON(JSON.parse(history));
  const histories = Array.from({ length: times + 1 }, () => ({
    workflowId: 'replayed',
    history: recorded,
  }));
  const values: number[] = [];
  let before = process.cpuUsage();
  for await (const { error } of Worker.runReplayHistories({ workflowBundle }, histories)) {
    if (error !== undefined) throw error;
    const { user, system } = process.cpuUsage(before);
    values.push((user + system) / 1_000);
    before = process.cpuUsage();
  }
  // The first one has the Workflow's thread started and its code compiled, too.
  return values.slice(1);
}
