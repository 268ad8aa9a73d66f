import { activityInfo, cancellationSignal } from '@temporalio/activity';
import {
  isJsonObject,
  promptVersionOf,
  type AgentActivities,
  type PlanReply,
  type PlanRequest,
  type Situation,
  type StepUsage,
} from '@durable-goals/core';
import { liveWords, type LiveWords } from '../live/live-words.js';
import { goalOf, keptTranscripts } from './kept-transcripts.js';
import { heartbeating, sureBeat } from '../heartbeating.js';
import { modelWatch } from '../observing/watched-model.js';
import { checkMessage, type CheckedMessage } from './check-message.js';
import { findGoal, type FoundGoal } from './found-goal.js';
import { modelCaller, reportingFailures, type Used } from './model-call.js';
import { planStep, type StepDraft } from './plan-step.js';
import { replyText } from './reply-size.js';
import type { PlanningDependencies } from './planning-dependencies.js';
import { saveUnsaved } from '../recording/record.js';
import { BudgetSpent, spendingOf, spentBefore } from './spending.js';
import { todayIn } from './today.js';

/** Milliseconds that the slower of checking and planning has, before what the other one found is kept for another attempt. */
const otherHalfMs = 250;

/**
 * Makes the Activity that checks the person's message and plans the next step, side by side.
 *
 * A refused message is answered at once and its plan dropped. What is finished travels in the heartbeats,
 * so an attempt after a failure or a crash does not do it again.
 */
export function createPlan(deps: PlanningDependencies): AgentActivities['plan'] {
  const kept = keptTranscripts();
  return (request) =>
    reportingFailures(async (used) => {
      const goal = findGoal(deps.registry, goalOf(request));
      if (goal === undefined) return { kind: 'need-spec' };
      const transcript = kept.whole(request);
      if (transcript === undefined) {
        const progress: unknown = activityInfo().heartbeatDetails;
        return {
          kind: 'need-spec',
          needs: 'transcript',
          ...(isJsonObject(progress) ? { progress } : {}),
        };
      }
      const saving = saveUnsaved(deps.writer, request);
      const words = liveWords(deps.live, request.conversationId);
      try {
        const situation = { ...request.situation, transcript };
        const reply = await plan({ ...deps, used, words }, { ...request, situation }, goal);
        if (reply.kind === 'step') words.stand();
        const known = reply.kind === 'limit' ? {} : kept.keep(request, transcript);
        return { ...reply, ...(await saving), ...known };
      } finally {
        words.close();
      }
    });
}

/** What earlier attempts finished, and used or reserved. The version is that of this shape. */
interface Progress {
  readonly v: 1;
  readonly spent: StepUsage;
  readonly checked?: CheckedMessage;
  readonly step?: StepDraft;
}

async function plan(
  deps: PlanningDependencies & { readonly used: Used; readonly words: LiveWords },
  request: PlanRequest & { readonly situation: Pick<Situation, 'transcript'> },
  goal: FoundGoal,
): Promise<PlanReply> {
  let progress = progressOf(activityInfo().heartbeatDetails ?? request.progress);
  const details = () => ({ ...progress, spent: spending.usage() });
  const { budget } = request;
  const { words, showConfirm } = deps;
  const spending = spendingOf({
    prices: deps.prices,
    budget,
    spent: progress.spent,
    ...(budget === undefined ? {} : { record: sureBeat(details) }),
  });
  deps.used.usage = spending.usage;
  const watch = modelWatch(deps.observer, request, goal.spec);
  const caller = modelCaller({ models: deps.models, watch }, request.model, spending);
  const situation: Situation = {
    ...request.situation,
    goal: goal.spec,
    today: todayIn(goal.spec.timeZone, deps.now),
  };

  return heartbeating(async (beat) => {
    const keep = (finished: Partial<Progress>) => {
      progress = { ...progress, ...finished };
      // Where nothing else is waited for, the reply itself is next: a heartbeat is one more write to the database.
      const { checked, step } = progress;
      if (request.validate && (checked === undefined || step === undefined)) beat(otherHalfMs);
    };
    const stop = new AbortController();
    const signal = AbortSignal.any([cancellationSignal(), stop.signal]);
    // First, so that the last call that a limit leaves is the one that checks.
    const checking = settled(async () => {
      if (!request.validate || situation.trigger.kind !== 'message') {
        words.release();
        return { valid: true } as const;
      }
      const checked = progress.checked ?? (await checkMessage(situation, caller, signal));
      if (checked.valid) words.release();
      keep({ checked });
      return checked;
    });
    const planning = settled(async () => {
      const planning = { goal, situation, caller, signal, showConfirm, words };
      const step = progress.step ?? (await planStep({ ...planning, conversation: request }));
      keep({ step });
      return step;
    });

    const checked = await checking;
    if (checked.kind === 'done' && !checked.value.valid) {
      stop.abort();
      const { text, model } = checked.value;
      const promptVersion = promptVersionOf(goal.spec);
      return {
        kind: 'refused',
        text: replyText(goal.spec, text),
        model,
        promptVersion,
        usage: caller.usage(),
      };
    }
    // Waited for even when the check failed: the next attempt then finds this half done.
    const planned = await planning;
    const failed = [checked, planned].flatMap((half) => (half.kind === 'failed' ? [half] : []));
    const failure = failed.find(({ error }) => !(error instanceof BudgetSpent)) ?? failed[0];
    // What a failed attempt used is counted too.
    if (failure !== undefined) beat();
    if (failure?.error instanceof BudgetSpent) {
      const { limit } = failure.error;
      const wasChecked = request.validate && checked.kind === 'done';
      return { kind: 'limit', limit, checked: wasChecked, usage: caller.usage() };
    }
    if (failure !== undefined) throw failure.error;
    if (planned.kind === 'failed') throw planned.error;
    return { ...planned.value, usage: caller.usage() };
  }, details);
}

type Settled<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Never rejects, so that a half that nobody waits for any more cannot crash the Worker. */
async function settled<Value>(work: () => Promise<Value>): Promise<Settled<Value>> {
  try {
    return { kind: 'done', value: await work() };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

function progressOf(details: unknown): Progress {
  const isOurs = isJsonObject(details) && details['v'] === 1;
  return { ...(isOurs ? (details as unknown as Progress) : { v: 1 }), spent: spentBefore(details) };
}
