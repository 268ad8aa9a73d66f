import { activityInfo, cancellationSignal } from '@temporalio/activity';
import {
  summaryMessages,
  type AgentActivities,
  type Situation,
  type SummarizeReply,
  type SummarizeRequest,
} from '@durable-goals/core';
import { heartbeating, sureBeat } from '../heartbeating.js';
import { modelWatch } from '../observing/watched-model.js';
import { boundedText } from './bounded-text.js';
import { findGoal } from './found-goal.js';
import { modelCaller, reportingFailures, type Used } from './model-call.js';
import type { PlanningDependencies } from './planning-dependencies.js';
import { BudgetSpent, spendingOf, spentBefore, type Spending } from './spending.js';
import { todayIn } from './today.js';

/** Bytes of a summary: it travels with every later step. */
const maxSummaryBytes = 2_048;

/** Makes the Activity that sums up the older part of a conversation in two sentences. */
export function createSummarize(deps: PlanningDependencies): AgentActivities['summarize'] {
  return (request) => reportingFailures((used) => withinBudget({ ...deps, used }, request));
}

async function withinBudget(
  deps: PlanningDependencies & { readonly used: Used },
  request: SummarizeRequest,
): Promise<SummarizeReply> {
  const { budget } = request;
  const details = () => ({ v: 1, spent: spending.usage() });
  const spending = spendingOf({
    prices: deps.prices,
    budget,
    spent: spentBefore(activityInfo().heartbeatDetails),
    ...(budget === undefined ? {} : { record: sureBeat(details) }),
  });
  deps.used.usage = spending.usage;
  try {
    return await heartbeating(() => summarize({ ...deps, spending }, request), details);
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return { kind: 'limit', limit: error.limit, checked: false, usage: spending.usage() };
  }
}

async function summarize(
  deps: PlanningDependencies & { readonly spending: Spending },
  request: SummarizeRequest,
): Promise<SummarizeReply> {
  const goal = findGoal(deps.registry, request.goal);
  if (goal === undefined) return { kind: 'need-spec' };
  const situation: Situation = {
    goal: goal.spec,
    trigger: { kind: 'start' },
    ...(request.summary === undefined ? {} : { summary: request.summary }),
    transcript: request.transcript,
    known: {},
    completed: [],
    pending: [],
    today: todayIn(goal.spec.timeZone, deps.now),
  };
  const watch = modelWatch(
    deps.observer,
    { ...request, chainId: request.chainId ?? '' },
    goal.spec,
  );
  const caller = modelCaller({ models: deps.models, watch }, request.model, deps.spending);
  const messages = summaryMessages(situation);
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const response = await caller.call(
      { purpose: 'summarize', messages, situation },
      cancellationSignal(),
    );
    const text = response.text.trim();
    const isWhole = response.finish === 'stop' || response.finish === 'length';
    if (isWhole && text !== '') {
      return summaryOf(text, caller.usage());
    }
  }
  // A model that will not sum up must not hold the conversation: it goes on with what it knew before.
  return summaryOf(request.summary ?? 'Earlier messages were left out.', caller.usage());
}

function summaryOf(text: string, usage: Extract<SummarizeReply, { usage: unknown }>['usage']) {
  return { kind: 'summary', text: boundedText(text, maxSummaryBytes), usage } as const;
}
