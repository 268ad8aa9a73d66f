import { workflowInfo } from '@temporalio/workflow';
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
  // Of the time before the first activation only milliseconds are known.
  let last: { historyLength: number; time: Time } = { historyLength, time: timeAt(Date.now()) };
  sdkActivator()?.interceptors?.internals?.push({
    activate(input, next) {
      const { activation } = input;
      const time = timeOf(activation);
      const length = activation.historyLength ?? 0;
      const isAhead = isSame(time, last.time) && length > last.historyLength;
      if (isAhead && activation.isReplaying !== true && isPrecise(activation)) {
        throw new Error(
          'A Query came with news that no Workflow Task has brought yet, so it is not answered. Ask again.',
        );
      }
      if (activation.timestamp) last = { historyLength: length, time };
      next(input);
    },
  });
}

/** When a Workflow Task began: seconds since the epoch, and what comes on top. It is looked at in each activation. */
interface Time {
  readonly seconds: number;
  readonly nanos: number;
  readonly isInMs?: true;
}

function timeOf({ timestamp }: Activation): Time {
  const { seconds, nanos } = timestamp ?? {};
  return { seconds: seconds?.toNumber() ?? 0, nanos: nanos ?? 0 };
}

function timeAt(ms: number): Time {
  return { seconds: Math.floor(ms / 1_000), nanos: (ms % 1_000) * 1_000_000, isInMs: true };
}

function isSame({ seconds, nanos }: Time, other: Time): boolean {
  const precise = other.isInMs ? nanos - (nanos % 1_000_000) : nanos;
  return seconds === other.seconds && precise === other.nanos;
}

/** A server whose clock knows milliseconds only may well begin two Workflow Tasks in one. */
function isPrecise({ timestamp }: Activation): boolean {
  return (timestamp?.nanos ?? 0) % 1_000_000 !== 0;
}
