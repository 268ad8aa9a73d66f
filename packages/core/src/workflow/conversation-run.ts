import { ApplicationFailure } from '@temporalio/common';
import {
  CancellationScope,
  isCancellation,
  setCurrentDetails,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { nextAlarm } from '../conversation/advance.js';
import type { Command, ConversationEvent } from '../conversation/events.js';
import { reduce } from '../conversation/reduce.js';
import type { ConversationState } from '../conversation/state.js';
import { isReadyToContinue, type Turn } from '../conversation/turn.js';
import { isQuick } from './activity-call.js';
import type { Beginning, Greeting } from './beginning.js';
import { detailsOf } from './current-details.js';
import type { ToSubAgent } from '../wire.js';
import { parentLink } from './parent-link.js';
import { perform, recordRest, type OutsideCommand } from './perform.js';
import { planStep } from './plan-step.js';
import { recorder, type Recorder } from './recorder.js';
import { stretches } from './stretches.js';
import { alarmSummary } from './summaries.js';

/** An event that somebody waits for, but for the name of who waits. */
export type Question = Extract<ConversationEvent, { readonly caller?: string }>;

/**
 * One run of a conversation: feeds events to the reducer, has its commands carried out and feeds their
 * results back. It decides nothing itself.
 */
export interface ConversationRun {
  readonly state: ConversationState;
  dispatch(event: ConversationEvent): void;
  /** Begins a new conversation with its goal, and with the greeting if that is there. */
  begin(beginning: Beginning): void;
  /** Dispatches and waits for the reducer's answer. @throws the refusal, as an `ApplicationFailure`. */
  ask(event: Question): Promise<Turn>;
  /** The same, for an Update: it answers some microtasks later where that is how the conversation began. */
  update(event: Question): Promise<Turn>;
  /** Takes what a person said to the conversation above, and lets that know what comes of it. */
  takeFromParent(word: ToSubAgent): void;
  /** Puts an attempt that was not taken on the record and into the log. */
  readonly refused: Recorder['refused'];
  /**
   * Writes what the store is not known to have, at most twice in a run.
   *
   * @returns `undefined` when there is nothing to write; else the run has to be looked at again after that.
   */
  record(): Promise<void> | undefined;
  /** Tells everybody who waits that the conversation cannot go on. */
  fail(failure: ApplicationFailure): void;
  /** Aborts the tools that run, where the conversation is of those that do. */
  abortTools(): void;
  /** Counts a message that came in; a server may take only so many for one run. */
  count(kind: 'signals' | 'updates'): void;
  /** Whether the run is over: the conversation ended, or the next run can take over. @throws a bug that was met. */
  isOver(): boolean;
}

/** At most one continue-as-new a second: the server holds a faster one back. */
const shortestRunMs = 1_000;

/** Begins a run with the state that the previous one handed over, or a new one. */
export function conversationRun(initial: ConversationState): ConversationRun {
  const callers = new Map<string, Caller>();
  let planScope: CancellationScope | undefined;
  const tools = new Set<CancellationScope>();
  const firstTurn = initial.usage.turns;
  const startedAt = workflowInfo().runStartTime.getTime();
  let state = initial;
  let nextCaller = 1;
  let alarmAt = Infinity;
  const received = { signals: 0, updates: 0 };
  let bug: unknown;
  const notes = recorder(() => state);
  const link = parentLink(() => state);
  const work = stretches(state);
  let recordTries = 0;
  let greeting: Greeting | undefined;
  let recordedState: ConversationState | undefined;
  setCurrentDetails(detailsOf(state));

  function dispatch(event: ConversationEvent): void {
    const before = state;
    const step = reduce(state, event, Date.now());
    ({ state } = step);
    notes.note(event, before, step);
    work.follow(before, state);
    for (const command of step.commands) carryOut(command);
    link.look();
    setAlarm();
    setCurrentDetails(detailsOf(state));
  }

  function carryOut(command: Command): void {
    switch (command.kind) {
      case 'reply':
        callers.get(command.caller)?.resolve(command.turn);
        callers.delete(command.caller);
        return;
      case 'refuse':
        callers
          .get(command.caller)
          ?.reject(ApplicationFailure.nonRetryable(command.refusal.reason, command.refusal.type));
        callers.delete(command.caller);
        return;
      case 'tell-parent':
        link.tell();
        return;
      case 'cancel-plan':
        planScope?.cancel();
        planScope = undefined;
        return;
      default:
        start(command);
    }
  }

  function start(command: OutsideCommand): void {
    const before = state;
    const around = { latest: () => state, stretch: work.current(before), greeting };
    const scope = scopeOf(command);
    scope
      // Each `async` function on the way makes promises.
      .run(() =>
        command.kind === 'plan' && isQuick(before)
          ? planStep(command, before, around)
          : perform(command, before, around),
      )
      .then((event) => {
        tools.delete(scope);
        if (event) dispatch(event);
      })
      // A bug must show as a failed Workflow Task, which a fixed deployment heals; never as silence.
      .catch((error: unknown) => {
        bug ??= error;
      });
  }

  function scopeOf({ kind }: OutsideCommand): CancellationScope {
    if (kind === 'plan') {
      // There is one plan at a time, so those in a row can share what cancels one.
      planScope ??= new CancellationScope();
      return planScope;
    }
    const scope = new CancellationScope();
    if (kind === 'run-tool') tools.add(scope);
    return scope;
  }

  /** One timer serves all that expires or is due; it is never cancelled, which saves an event. */
  function setAlarm(): void {
    const now = Date.now();
    const handOverAt = isHandOverDue() && !state.continuing ? handOverTime(now) : Infinity;
    const at = Math.min(nextAlarm(state, now) ?? Infinity, handOverAt);
    // The server's timer may come late, and where it allows little there is no room to wait for it.
    const isLate = handOverAt <= now && state.goal?.serverLimits !== undefined;
    if (at >= alarmAt && !isLate) return;
    if (handOverAt <= now) {
      dispatch({ kind: 'continue-due' });
      return;
    }
    alarmAt = at;
    const summary = at === handOverAt ? 'next run' : alarmSummary(state, at);
    CancellationScope.nonCancellable(() => sleep(Math.max(1, at - now), { summary }))
      .then(() => {
        if (alarmAt === at) alarmAt = Infinity;
        dispatch({ kind: 'tick' });
      })
      .catch((error: unknown) => {
        if (!isCancellation(error)) bug ??= error;
      });
  }

  function isHandOverDue(): boolean {
    if (state.goal === undefined || state.ending) return false;
    const turns = state.usage.turns - firstTurn;
    const { continueAsNewSuggested } = workflowInfo();
    return (
      continueAsNewSuggested ||
      turns >= state.goal.continueAsNewAfterTurns ||
      usedOfLimits() >= 1 / 2
    );
  }

  /** A quick run may use all up that a server with low limits allows before it is as old as a run has to be. */
  function handOverTime(now: number): number {
    return usedOfLimits() >= 3 / 4 ? now : startedAt + shortestRunMs;
  }

  /** How much is used of what a server with lower limits than its own allows, as a share: it suggests nothing in time, or at all. */
  function usedOfLimits(): number {
    const { events, signals, updates } = state.goal?.serverLimits ?? {};
    const { historyLength } = workflowInfo();
    return Math.max(
      historyLength / (events ?? Infinity),
      received.signals / (signals ?? Infinity),
      received.updates / (updates ?? Infinity),
    );
  }

  function ask(event: Question): Promise<Turn> {
    const caller = `${nextCaller}`;
    nextCaller += 1;
    return new Promise((resolve, reject) => {
      callers.set(caller, { resolve, reject });
      dispatch({ ...event, caller });
    });
  }

  return {
    get state() {
      return state;
    },
    dispatch,
    begin(beginning) {
      ({ greeting } = beginning);
      dispatch({ kind: 'goal-resolved', goal: beginning.goal });
      greeting = undefined;
    },
    ask,
    update: (event) => (isQuick(state) ? ask(event) : later(ask(event))),
    takeFromParent({ chainId, request }) {
      if (state.parent?.chainId !== chainId) return;
      const answer = ask(request);
      // To end is never refused, and nobody waits for what comes of it.
      if (request.kind === 'end') answer.catch(() => undefined);
      else link.follow(request.id, answer);
      link.look();
    },
    abortTools() {
      if (state.goal?.abortsTools) for (const scope of tools) scope.cancel();
    },
    refused: notes.refused,
    record() {
      if (state.goal?.records !== true || recordTries >= 2 || recordedState === state) return;
      recordTries += 1;
      const upTo = state.nextSeq - 1;
      return recordRest(notes.rest(), state.goal).then(({ saved }) => {
        dispatch({ kind: 'recorded', ...(saved ? { upTo } : {}) });
        recordedState = state;
      });
    },
    count(kind) {
      received[kind] += 1;
      // What is not taken dispatches nothing, and is counted by the server all the same.
      if (state.goal?.serverLimits !== undefined) setAlarm();
    },
    fail(failure) {
      for (const { reject } of callers.values()) reject(failure);
      callers.clear();
      // A Query may still be answered after the Workflow failed, and has to say that it is over.
      state = { ...state, failure: failure.message, ending: { outcome: 'ended' } };
      setCurrentDetails(detailsOf(state));
    },
    isOver() {
      if (bug !== undefined) throw bug;
      return (state.closed || isReadyToContinue(state)) && link.isIdle();
    },
  };
}

async function later(answer: Promise<Turn>): Promise<Turn> {
  return await answer;
}

interface Caller {
  readonly resolve: (turn: Turn) => void;
  readonly reject: (failure: ApplicationFailure) => void;
}
