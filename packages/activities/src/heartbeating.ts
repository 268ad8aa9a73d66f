import { activityInfo, Context, heartbeat } from '@temporalio/activity';

/**
 * Sends a heartbeat out of turn, for details that the next attempt must not miss.
 *
 * @param afterMs - Not if the work settles before that. @defaultValue at once
 */
export type Beat = (afterMs?: number) => void;

/**
 * Does the work of an Activity while heartbeats go out, three in each heartbeat time-out.
 *
 * Beating stops when the work settles. An Activity without a heartbeat time-out does not beat.
 *
 * @param work - Gets a function that beats out of turn.
 * @param details - What each beat carries, read anew every time; the next attempt gets the last ones.
 * @returns What the work returns, or its rejection.
 */
export async function heartbeating<Result>(
  work: (beat: Beat) => Promise<Result>,
  details?: () => unknown,
): Promise<Result> {
  const { heartbeatTimeoutMs } = activityInfo();
  if (heartbeatTimeoutMs === undefined) return work(() => undefined);
  let isOver = false;
  const beatNow = () => {
    if (!isOver) heartbeat(details?.());
  };
  const timers = [setInterval(beatNow, heartbeatTimeoutMs / 3)];
  const beat: Beat = (afterMs) => {
    if (afterMs === undefined) beatNow();
    else timers.push(setTimeout(beatNow, afterMs));
  };
  try {
    return await work(beat);
  } finally {
    isOver = true;
    for (const timer of timers) clearTimeout(timer);
  }
}

/**
 * Makes a function that has Temporal keep the details of a heartbeat, and waits until it does.
 *
 * A plain heartbeat is sent later, or never if the process is killed. Beats that are asked for at once are
 * one. In a test's surroundings that have no client it is a plain heartbeat.
 */
export function sureBeat(details: () => unknown): () => Promise<void> {
  const client = clientOfWorker();
  const { taskToken } = activityInfo();
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  const beat = async (): Promise<void> => {
    next = undefined;
    const now = details();
    // Also what the SDK sends from now on, so that it does not come back to older details.
    heartbeat(now);
    await client?.activity.heartbeat(taskToken, now);
  };
  return () => {
    next ??= last = last.catch(() => undefined).then(beat);
    return next;
  };
}

/** A Worker has a client always; a `MockActivityEnvironment` may have none. */
function clientOfWorker(): Context['client'] | undefined {
  try {
    return Context.current().client;
  } catch {
    return undefined;
  }
}
