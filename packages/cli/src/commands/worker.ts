import type { Command } from 'commander';
import { endWithParent } from '../child-command.js';
import { loadGoals } from '../goals/load-goals.js';
import { stopOnSignals } from '../stop-signals.js';
import { openLive } from '../store/open-live.js';
import { openStore } from '../store/open-store.js';
import { temporalSettings } from '../temporal/temporal-settings.js';
import { withExample, withGoals } from './context.js';

interface WorkerOptions {
  readonly goals?: string;
  readonly json?: true;
  readonly verbose?: true;
}

/** `durable-goals worker` */
export function addWorker(program: Command): void {
  const command = withGoals(program.command('worker'))
    .description('run a Worker alone; any number of them may run')
    .option('--json', 'say when it is ready, and why it is not, as a line of JSON')
    .action(async (_options, self: Command) => {
      await work(self.optsWithGlobals<WorkerOptions>());
    });
  withExample(command, 'worker --goals src/goals.ts');
}

async function work({ goals: file, json, verbose }: WorkerOptions): Promise<void> {
  const folder = process.cwd();
  const signal = stopOnSignals(() => process.exit(130));
  endWithParent();
  const temporal = temporalSettings(folder, process.env);
  const { registry } = await loadGoals(folder, file);
  const { chooseModel } = await import('../worker/model-choice.js');
  const { workerLogger } = await import('../worker/worker-log.js');
  const { runWorker } = await import('../worker/run-worker.js');
  const { webhookFrom } = await import('../worker/webhook-from.js');
  const { openTelemetry } = await import('../worker/telemetry.js');
  const model = chooseModel(process.env);
  const onApproval = webhookFrom(process.env);
  const telemetry = await openTelemetry(process.env);
  const logger = workerLogger((line) => process.stderr.write(`${line}\n`), verbose === true);
  if (telemetry !== undefined && 'missing' in telemetry) logger.warn(telemetry.missing);
  const opened = await openStore(folder, process.env);
  const live = await openLive({ folder, env: process.env, temporal });
  await runWorker({
    registry,
    temporal,
    model,
    signal,
    ...(opened === undefined ? {} : { store: opened.store, results: opened.results }),
    ...(live === undefined ? {} : { live }),
    ...(onApproval === undefined ? {} : { onApproval }),
    ...(telemetry === undefined || 'missing' in telemetry ? {} : { observer: telemetry.observer }),
    logger,
    onReady: () => {
      const { taskQueue } = temporal;
      const address = temporal.connection.address;
      const about = {
        pid: process.pid,
        taskQueue,
        address,
        goals: registry.ids,
        model: model.words,
      };
      process.send?.({ kind: 'ready', ...about });
      process.stdout.write(
        json
          ? `${JSON.stringify({ event: 'ready', ...about })}\n`
          : `READY  Worker ${process.pid} polls '${taskQueue}' at ${address} for ${registry.ids.join(', ')}. ${model.words}\n`,
      );
    },
  });
  if (telemetry !== undefined && !('missing' in telemetry)) await telemetry.shutdown();
  await live?.close();
  await opened?.close();
}
