import { AgentPlugin } from '@durable-goals/activities';
import { NativeConnection, Worker } from '@temporalio/worker';
import { quietRuntime } from '../quiet.js';
import { crashGoal, crashModel } from './crash-goal.js';
import { crashingTool } from './crashing-tool.js';
import { findTool } from './find-tool.js';
import type { CrashWorkerStart, WorkerOrder, WorkerWord } from './worker-messages.js';

/** The Worker process of a crash test. It ends when the test is gone. */
process.once('disconnect', () => process.exit(0));

function say(word: WorkerWord): void {
  process.send?.(word);
}

async function main(start: CrashWorkerStart): Promise<void> {
  const { address, taskQueue, moduleUrl, input, journal } = start;
  const original = await findTool(moduleUrl, start.tool);
  const crashing = crashingTool(original, journal);
  const { tool } = crashing;
  quietRuntime();
  const worker = await Worker.create({
    connection: await NativeConnection.connect({ address }),
    taskQueue,
    plugins: [new AgentPlugin({ goals: [crashGoal(tool)], model: crashModel(tool.name, input) })],
    shutdownGraceTime: '200ms',
    shutdownForceTime: '2s',
  });
  process.once('SIGTERM', () => worker.shutdown());
  process.on('message', (order: WorkerOrder) => {
    if (order.kind === 'arm') crashing.arm(order.point);
    else void worker.run().finally(() => process.exit(0));
  });
  say({ kind: 'ready', effect: original.effect, hasVerify: original.verify !== undefined });
}

try {
  await main(JSON.parse(process.argv[2] ?? '') as CrashWorkerStart);
} catch (error) {
  say({ kind: 'problem', reason: error instanceof Error ? error.message : String(error) });
}
