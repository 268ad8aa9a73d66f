import {
  scheduleActivity,
  scheduleLocalActivity,
  type ActivityOptions,
  type LocalActivityOptions,
} from '@temporalio/workflow';
import {
  activityPrefix,
  type AgentActivities,
  type GoalReference,
  type NeedSpec,
} from '../agent-activities.js';
import type { ConversationState } from '../conversation/state.js';
import type { GoalSpec } from '../goal-spec.js';

/**
 * Names the goal by its hash, and sends it along only to a Worker that holds another version.
 *
 * @param ask - Is told what a Worker lacked that was asked before: whatever it only named then, it sends now.
 * @param first - What came of naming the goal, where that was asked already.
 */
export async function withGoal<Reply extends { readonly kind: string }>(
  spec: GoalSpec,
  ask: (
    goal: GoalReference,
    lacking: 'goal' | 'transcript' | undefined,
    progress?: NeedSpec['progress'],
  ) => Promise<Reply | NeedSpec>,
  first?: Reply | NeedSpec,
): Promise<Exclude<Reply, NeedSpec>> {
  const reference = { id: spec.id, hash: spec.hash };
  let reply = first ?? (await ask(reference, undefined));
  // What a killed Worker's attempts used is counted on, so that no crash passes a limit.
  const progress = reply.kind === 'need-spec' ? (reply as NeedSpec).progress : undefined;
  if (needsOf(reply) === 'transcript') reply = await ask(reference, 'transcript', progress);
  if (needsOf(reply) === 'goal') reply = await ask({ ...reference, spec }, 'goal', progress);
  return reply as Exclude<Reply, NeedSpec>;
}

function needsOf(reply: { readonly kind: string }): 'goal' | 'transcript' | undefined {
  if (reply.kind !== 'need-spec') return undefined;
  return (reply as NeedSpec).needs ?? 'goal';
}

/** Those that were local Activities in conversations of older rules. */
type OnceLocal = 'resolveGoal' | 'record';

/** Whether a conversation goes the short ways: what began before there were any has to replay as it was. */
export function isQuick({ goal }: Pick<ConversationState, 'goal'>): boolean {
  return (goal?.runsBy ?? 0) >= 4;
}

/** Schedules one of the framework's own Activities, by its name. Not `async`: see decision 0017. */
export function callAtOnce<Name extends Exclude<keyof AgentActivities, OnceLocal>>(
  ...[name, request, options]: CallArguments<Name>
): CallReply<Name> {
  return scheduleActivity(`${activityPrefix}${name}`, [request], options);
}

/** The same, and its reply some microtasks later, as it came by older rules. */
export async function call<Name extends Exclude<keyof AgentActivities, OnceLocal>>(
  ...called: CallArguments<Name>
): CallReply<Name> {
  return await callAtOnce(...called);
}

type CallArguments<Name extends keyof AgentActivities> = [
  name: Name,
  request: Parameters<AgentActivities[Name]>[0],
  options: Parameters<typeof scheduleActivity>[2],
];

type CallReply<Name extends keyof AgentActivities> = Promise<
  Awaited<ReturnType<AgentActivities[Name]>>
>;

interface ByRules {
  readonly runsBy: GoalSpec['runsBy'];
  readonly activity: ActivityOptions;
  readonly local: LocalActivityOptions;
}

/**
 * Schedules an Activity that was a local one in conversations of older rules, and is in those still. It is no more, for a
 * local one's result may come too late for what history has behind it: see decision 0008.
 */
export async function callByRules<Name extends OnceLocal>(
  name: Name,
  request: Parameters<AgentActivities[Name]>[0],
  { runsBy, activity, local }: ByRules,
): Promise<Awaited<ReturnType<AgentActivities[Name]>>> {
  type Reply = Awaited<ReturnType<AgentActivities[Name]>>;
  const type = `${activityPrefix}${name}`;
  return runsBy === undefined
    ? await scheduleLocalActivity<Reply>(type, [request], local)
    : await scheduleActivity<Reply>(type, [request], activity);
}
