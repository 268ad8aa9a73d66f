import { activityInfo, heartbeat } from '@temporalio/activity';

/**
 * Does the work of an Activity while heartbeats go out, three in each heartbeat time-out.
 *
 * Beating stops when the work settles. An Activity without a heartbeat time-out does not beat.
 *
 * @param work - Gets a function that beats at once, for details that the next attempt must not miss.
 * @param details - What each beat carries, read anew every time; the next attempt gets the last ones.
 * @returns What the work returns, or its rejection.
 */
export async function heartbeating<Result>(
  work: (beat: () => void) => Promise<Result>,
  details?: () => unknown,
): Promise<Result> {
  const { heartbeatTimeoutMs } = activityInfo();
  if (heartbeatTimeoutMs === undefined) return work(() => undefined);
  let isOver = false;
  const beat = () => {
    if (!isOver) heartbeat(details?.());
  };
  const timer = setInterval(beat, heartbeatTimeoutMs / 3);
  try {
    return await work(beat);
  } finally {
    isOver = true;
    clearInterval(timer);
  }
}
