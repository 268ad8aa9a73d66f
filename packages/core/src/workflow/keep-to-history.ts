import { workflowInfo } from '@temporalio/workflow';
import { takeLocalResultsFirst } from './late-local-results.js';
import { sdkActivator, type Activation } from './sdk-activator.js';

/** How a Worker that replays calls its Task Queue: there, a history may end anywhere. */
const replayQueue = 'fake_replay_queue';

/**
 * Keeps a run from getting ahead of its history.
 *
 * A Query that waited for a Worker which is gone reaches the next one with all events that came meanwhile, also
 * those that no Workflow Task has delivered. The SDK's core (1.24) runs the Workflow on with them, in an order that
 * history then contradicts once an Update comes with the Workflow Task: no Worker can replay such a run, and the
 * conversation is stuck. Here that Query fails instead, and its caller asks again.
 *
 * Such news shows in that more history is there, though no Workflow Task has begun since: its time stands still.
 */
export function keepToHistory(): void {
  const { taskQueue, historyLength } = workflowInfo();
  if (taskQueue.startsWith(replayQueue)) return;
  takeLocalResultsFirst();
  let last = { historyLength, time: `${Date.now()}` };
  sdkActivator()?.interceptors?.internals?.push({
    activate(input, next) {
      const { activation } = input;
      const time = timeOf(activation, last.time);
      const length = activation.historyLength ?? 0;
      const isAhead = time === last.time && length > last.historyLength;
      if (isAhead && activation.isReplaying !== true && isPrecise(activation)) {
        throw new Error(
          'A Query came with news that no Workflow Task has brought yet, so it is not answered. Ask again.',
        );
      }
      if (activation.timestamp) last = { historyLength: length, time: timeOf(activation) };
      next(input);
    },
  });
}

/** In nanoseconds; in milliseconds where what it is compared with is no more precise. */
function timeOf({ timestamp }: Activation, other = 'precise'): string {
  const seconds = `${timestamp?.seconds?.toString() ?? 0}`;
  const nanos = `${timestamp?.nanos ?? 0}`.padStart(9, '0');
  return `${seconds}${other.length === 13 ? nanos.slice(0, 3) : nanos}`;
}

/** A server whose clock knows milliseconds only may well begin two Workflow Tasks in one. */
function isPrecise({ timestamp }: Activation): boolean {
  return (timestamp?.nanos ?? 0) % 1_000_000 !== 0;
}
