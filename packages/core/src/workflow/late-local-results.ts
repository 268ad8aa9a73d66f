import type { WorkflowInternalsInterceptor } from '@temporalio/workflow';
import { sdkActivator } from './sdk-activator.js';

type Activation = Parameters<
  NonNullable<WorkflowInternalsInterceptor['activate']>
>[0]['activation'];

/** What comes to a Workflow without being news to it. */
const quiet = new Set(['queryWorkflow', 'updateRandomSeed', 'notifyHasPatch', 'removeFromCache']);

/**
 * Keeps what a local Activity gave from being taken in after news that history has behind it.
 *
 * Where a Workflow Task brings a Query, the SDK's core (1.24) may complete it with the local Activity's result on
 * record, and hand that result over in the next Workflow Task, behind an Update or Signal that came with that one. A
 * replay takes the result first, and the run is stuck. Here that next Workflow Task fails, and the run is built up
 * again from its history; who sent the Update sends it again.
 *
 * It shows in that both come in one activation. The result of a local Activity that still runs when its Workflow Task is
 * completed comes by itself, and is in order.
 */
export function refuseLateLocalResults(): void {
  const activator = sdkActivator();
  const scheduledAt = new Map<number, number>();
  let now = Date.now();
  activator?.interceptors?.outbound?.push({
    scheduleLocalActivity(input, next) {
      scheduledAt.set(input.seq, now);
      return next(input);
    },
  });
  activator?.interceptors?.internals?.push({
    activate(input, next) {
      const { activation } = input;
      now = timeOf(activation) ?? now;
      const jobs = activation.jobs ?? [];
      const local = jobs.flatMap(({ resolveActivity }) => {
        const at = scheduledAt.get(resolveActivity?.seq ?? -1);
        return resolveActivity?.isLocal === true && at !== undefined ? [at] : [];
      });
      const isLate = local.some((at) => at < now) && isNews(jobs, local.length);
      if (isLate && activation.isReplaying !== true) {
        throw new Error(
          "A local Activity's result came behind news that history has after it, so this Workflow Task is tried again.",
        );
      }
      next(input);
    },
  });
}

function isNews(jobs: NonNullable<Activation['jobs']>, localResults: number): boolean {
  const news = jobs.filter((job) =>
    Object.entries(job).some(([kind, content]) => content != null && !quiet.has(kind)),
  );
  return news.length > localResults;
}

/** When the Workflow Task began, in milliseconds since the epoch. */
function timeOf({ timestamp }: Activation): number | undefined {
  if (!timestamp) return undefined;
  return Number(timestamp.seconds?.toString() ?? 0) * 1_000 + (timestamp.nanos ?? 0) / 1_000_000;
}
