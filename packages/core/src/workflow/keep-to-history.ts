import { workflowInfo, type WorkflowInternalsInterceptor } from '@temporalio/workflow';
import { aheadOfHistory } from '../wire.js';
import { sdkActivator, type Activation } from './sdk-activator.js';

/** How a Worker that replays calls its Task Queue: there, a history may end anywhere. */
const replayQueue = 'fake_replay_queue';

/** What the Workflow was woken with last, Queries aside. */
interface Woken {
  readonly historyLength: number;
  /** When the Workflow Task began. */
  readonly time: Time;
  readonly isReplaying: boolean;
  /** It was the first that was new after a replay: a Query may have brought it, from a Worker that had begun it and is gone. */
  readonly mayBeLost: boolean;
  /** Events that its commands have become, at least, once the Workflow Task was completed. */
  readonly events: number;
}

/**
 * Keeps a run from getting ahead of its history.
 *
 * A Query that waited for a Worker which is gone reaches the next one with all events that came meanwhile, also
 * those that no Workflow Task has delivered, or only one that the other Worker took with it. The SDK's core (1.24) runs the
 * Workflow on with them, in an order that history then contradicts once an Update comes with the Workflow Task: no Worker can
 * replay such a run, and the conversation is stuck. Here that Query fails instead, and its caller asks again.
 */
export function keepToHistory(): void {
  const { taskQueue, historyLength, unsafe } = workflowInfo();
  if (taskQueue.startsWith(replayQueue)) return;
  let last: Woken = {
    historyLength,
    // Of the time before the first activation only milliseconds are known.
    time: timeAt(Date.now()),
    isReplaying: unsafe.isReplayingHistoryEvents,
    mayBeLost: false,
    events: 0,
  };
  const interceptor: WorkflowInternalsInterceptor = {
    activate(input, next) {
      const { activation } = input;
      if (isAhead(activation, last)) throw new Error(aheadOfHistory);
      if (!isQuery(activation)) last = wokenBy(activation, last);
      next(input);
    },
    concludeActivation(input, next) {
      last = { ...last, events: last.events + eventsOf(input.commands) };
      return next(input);
    },
  };
  sdkActivator()?.interceptors?.internals?.push(interceptor);
}

function isAhead(activation: Activation, last: Woken): boolean {
  if (!isPrecise(activation)) return false;
  // It may have come with this Query: then it is not to be shown, and not to be kept. Each Query is said to be a replay.
  if (isQuery(activation)) return last.mayBeLost && isLegacy(activation);
  if (activation.isReplaying === true) return false;
  const length = activation.historyLength ?? 0;
  // More history is there, though no Workflow Task has begun since.
  if (isSame(timeOf(activation), last.time)) return length > last.historyLength;
  // The last Workflow Task was completed, had commands, and this one was scheduled and started: or that was never completed.
  const least = last.historyLength + 3 + last.events;
  return !last.isReplaying && last.events > 0 && length < least;
}

function wokenBy(activation: Activation, last: Woken): Woken {
  const { timestamp, historyLength = 0, isReplaying, jobs } = activation;
  if (!timestamp) return last;
  const time = timeOf(activation);
  const isNext = !isSame(time, last.time);
  const isNew = isReplaying !== true;
  // History does not have an Update before it was accepted.
  const hasUpdate = jobs?.some(({ doUpdate }) => doUpdate) === true;
  return {
    historyLength: historyLength ?? 0,
    time,
    isReplaying: !isNew,
    mayBeLost: !hasUpdate && isNew && (isNext ? last.isReplaying : last.mayBeLost),
    events: isNext ? 0 : last.events,
  };
}

function isQuery({ jobs }: Activation): boolean {
  return (
    jobs !== null && jobs !== undefined && jobs.length > 0 && jobs.every((job) => job.queryWorkflow)
  );
}

/** Whether a Query came by itself, and not with a Workflow Task. */
function isLegacy({ jobs }: Activation): boolean {
  return jobs?.some(({ queryWorkflow }) => queryWorkflow?.queryId === 'legacy_query') === true;
}

type Commands = Parameters<
  NonNullable<WorkflowInternalsInterceptor['concludeActivation']>
>[0]['commands'];

/** The least events that commands become. What is begun and cancelled at once becomes none. */
function eventsOf(commands: Commands): number {
  const isCancelled = commands.some(
    (command) =>
      command.requestCancelActivity ?? command.cancelTimer ?? command.cancelChildWorkflowExecution,
  );
  if (isCancelled) return 0;
  return commands.filter(
    (command) =>
      command.scheduleActivity ??
      command.startTimer ??
      command.startChildWorkflowExecution ??
      command.signalExternalWorkflowExecution,
  ).length;
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
