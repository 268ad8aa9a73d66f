import { workflowInfo, type WorkflowInternalsInterceptor } from '@temporalio/workflow';
import { sdkActivator } from './sdk-activator.js';

type Activation = Parameters<
  NonNullable<WorkflowInternalsInterceptor['activate']>
>[0]['activation'];

/** What comes to a Workflow without being news to it. */
const quiet = new Set(['queryWorkflow', 'updateRandomSeed', 'notifyHasPatch', 'removeFromCache']);

/**
 * A Workflow Task is completed for a long local Activity's sake at four fifths of its time; what such an Activity gives
 * in a later one is in order.
 */
const heartbeatShare = 0.7;

/**
 * Keeps what a local Activity gave from being taken in after news that history has behind it.
 *
 * Where a Workflow Task brings a Query, the SDK's core (1.24) may complete it with the local Activity's result on
 * record, and hand that result over in the next Workflow Task, behind an Update or Signal that came with that one. A
 * replay takes the result first, and the run is stuck. Here that next Workflow Task fails, and the run is built up
 * again from its history; who sent the Update sends it again.
 */
export function refuseLateLocalResults(): void {
  const activator = sdkActivator();
  const { taskTimeoutMs } = workflowInfo();
  const scheduledAt = new Map<number, number>();
  let now = Date.now();
  let newsAt = 0;
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
      if (isNews(jobs, local.length)) newsAt = now;
      const isLate = local.some(
        (at) => at < now && newsAt > at && now - at < taskTimeoutMs * heartbeatShare,
      );
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
