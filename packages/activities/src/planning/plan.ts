import { activityInfo, cancellationSignal } from '@temporalio/activity';
import {
  isJsonObject,
  promptVersionOf,
  type AgentActivities,
  type PlanReply,
  type PlanRequest,
  type Situation,
  type StepUsage,
  wholeTranscript,
} from '@durable-goals/core';
import { heartbeating } from '../heartbeating.js';
import { checkMessage, type CheckedMessage } from './check-message.js';
import { findGoal, type FoundGoal } from './found-goal.js';
import { modelCaller, noUsage, reportingFailures } from './model-call.js';
import { planStep, type StepDraft } from './plan-step.js';
import { replyText } from './reply-size.js';
import type { PlanningDependencies } from './planning-dependencies.js';
import { saveUnsaved } from '../recording/record.js';
import { todayIn } from './today.js';

/**
 * Makes the Activity that checks the person's message and plans the next step, side by side.
 *
 * A refused message is answered at once and its plan dropped. What is finished travels in the heartbeats,
 * so an attempt after a failure or a crash does not do it again.
 */
export function createPlan(deps: PlanningDependencies): AgentActivities['plan'] {
  return (request) =>
    reportingFailures(async () => {
      const goal = findGoal(deps.registry, request.goal);
      if (goal === undefined) return { kind: 'need-spec' };
      const saving = saveUnsaved(deps.writer, request);
      const reply = await plan(deps, request, goal);
      return { ...reply, ...(await saving) };
    });
}

/** What earlier attempts finished. The version is that of this shape. */
interface Progress {
  readonly v: 1;
  readonly spent: StepUsage;
  readonly checked?: CheckedMessage;
  readonly step?: StepDraft;
}

async function plan(
  deps: PlanningDependencies,
  request: PlanRequest,
  goal: FoundGoal,
): Promise<PlanReply> {
  let progress = progressOf(activityInfo().heartbeatDetails);
  const caller = modelCaller(deps.models, request.model, progress.spent);
  const situation: Situation = {
    ...request.situation,
    transcript: wholeTranscript(request),
    goal: goal.spec,
    today: todayIn(goal.spec.timeZone, deps.now),
  };
  const details = () => ({ ...progress, spent: caller.usage() });

  return heartbeating(async (beat) => {
    const keep = (finished: Partial<Progress>) => {
      progress = { ...progress, ...finished };
      beat();
    };
    const stop = new AbortController();
    const signal = AbortSignal.any([cancellationSignal(), stop.signal]);
    const planning = settled(async () => {
      const { showConfirm } = deps;
      const step =
        progress.step ??
        (await planStep({ goal, situation, caller, signal, showConfirm, conversation: request }));
      keep({ step });
      return step;
    });
    const checking = settled(async () => {
      if (!request.validate || situation.trigger.kind !== 'message')
        return { valid: true } as const;
      const checked = progress.checked ?? (await checkMessage(situation, caller, signal));
      keep({ checked });
      return checked;
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
    // What a failed attempt used is counted too.
    beat();
    if (checked.kind === 'failed') throw checked.error;
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
  const isOurs = isJsonObject(details) && details['v'] === 1 && isJsonObject(details['spent']);
  return isOurs ? (details as unknown as Progress) : { v: 1, spent: noUsage };
}
