import { activityPrefix } from '../agent-activities.js';
import { sdkActivator, type Activation } from './sdk-activator.js';

/** What comes to a Workflow without being news to it. */
const quiet = new Set(['queryWorkflow', 'updateRandomSeed', 'notifyHasPatch', 'removeFromCache']);

/** The only one whose result decides what comes next; after what was written to the store, a run is over. */
const resolveGoalType = `${activityPrefix}resolveGoal`;

/** So many steps of pending promises are enough for whatever follows from a local Activity's result. */
const steps = 500;

/**
 * Has what a local Activity gave taken in before news that history has behind it.
 *
 * Where a Workflow Task brings a Query, the SDK's core (1.24) may complete it with the local Activity's result on
 * record, and hand that result over in the next Workflow Task, behind an Update or Signal that came with that one. A
 * replay takes the result first, and the run would be stuck. It shows in that both come in one activation: here the
 * news waits until everything has happened that follows from the result.
 */
export function takeLocalResultsFirst(): void {
  const activator = sdkActivator();
  const scheduledAt = new Map<number, number>();
  let now = Date.now();
  activator?.interceptors?.outbound?.push({
    scheduleLocalActivity(input, next) {
      if (input.activityType === resolveGoalType) scheduledAt.set(input.seq, now);
      return next(input);
    },
  });
  activator?.interceptors?.internals?.push({
    activate(input, next) {
      const { activation } = input;
      now = timeOf(activation) ?? now;
      const jobs = activation.jobs ?? [];
      if (!jobs.some(({ resolveActivity }) => resolveActivity?.isLocal === true)) {
        next(input);
        return;
      }
      const late = jobs.filter(({ resolveActivity: result }) => {
        const at = scheduledAt.get(result?.seq ?? -1);
        return result?.isLocal === true && at !== undefined && at < now;
      });
      const others = jobs.filter((job) => !late.includes(job));
      if (late.length === 0 || !others.some(isNews) || activation.isReplaying === true) {
        next(input);
        return;
      }
      next({ ...input, activation: { ...activation, jobs: late } });
      void afterSteps(steps, () => {
        next({ ...input, activation: { ...activation, jobs: others } });
      });
    },
  });
}

async function afterSteps(count: number, work: () => void): Promise<void> {
  for (let left = count; left > 0; left -= 1) await Promise.resolve();
  work();
}

function isNews(job: NonNullable<Activation['jobs']>[number]): boolean {
  return Object.entries(job).some(([kind, content]) => content != null && !quiet.has(kind));
}

/** When the Workflow Task began, in milliseconds since the epoch. */
function timeOf({ timestamp }: Activation): number | undefined {
  if (!timestamp) return undefined;
  return (timestamp.seconds?.toNumber() ?? 0) * 1_000 + (timestamp.nanos ?? 0) / 1_000_000;
}
