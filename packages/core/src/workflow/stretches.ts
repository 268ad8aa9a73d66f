import { proxySinks, workflowInfo } from '@temporalio/workflow';
import type { Stretch } from '../stretch.js';
import { noUsage, type ConversationState, type Usage } from '../conversation/state.js';
import { isReadyToContinue, turnStateOf } from '../conversation/turn.js';
import type { AgentSinks } from './recorder.js';

const { durableGoals } = proxySinks<AgentSinks>();

/** The stretches of work of a run, one after the other. */
export interface Stretches {
  /** The one under way, or the last one; `undefined` where no Worker observes. */
  current(state: ConversationState): Stretch | undefined;
  /** Follows a step, and has the Worker's observer told of a stretch that is over; not again on replay. */
  follow(before: ConversationState, after: ConversationState): void;
}

/** Follows a run from its beginning. */
export function stretches(initial: ConversationState): Stretches {
  let stretch = begun(initial, initial.nextPlan > 1);
  let usageBefore = initial.usage;

  return {
    current: ({ goal }) => (goal?.observed === true ? stretch : undefined),
    follow(before, after) {
      const isNewTurn = before.turn !== after.turn;
      const [was, is] = [isWorking(before), isWorking(after)];
      if (was === is && !isNewTurn) return;
      if (was) tell(after, stretch, usageBefore);
      if (!is) return;
      stretch = begun(after, !isNewTurn && before.nextPlan > 1);
      // The step that ends a wait may begin a call already; one that ends a turn brings what the turn used.
      usageBefore = was ? after.usage : before.usage;
    },
  };
}

function begun({ turn, parent }: ConversationState, again: boolean): Stretch {
  const within = parent?.within;
  return {
    turn,
    since: Date.now(),
    ...(again ? { again } : {}),
    ...(within === undefined ? {} : { within }),
  };
}

/** Whether something is done now, in this run; looking the goal up is not yet. */
function isWorking(state: ConversationState): boolean {
  return state.goal !== undefined && turnStateOf(state) === 'working' && !isReadyToContinue(state);
}

function tell(state: ConversationState, stretch: Stretch, before: Usage): void {
  const { conversationId, chainId, goal, usage } = state;
  if (goal?.observed !== true || workflowInfo().unsafe.isReplayingHistoryEvents) return;
  const { id, title, hash } = goal;
  durableGoals.stretchEnded({
    ...stretch,
    conversationId,
    chainId,
    goal: { id, title, hash },
    until: Date.now(),
    // A message that waited began the next turn at once.
    state: state.turn === stretch.turn ? turnStateOf(state) : 'awaiting-user',
    usage: difference(usage, before),
  });
}

function difference(after: Usage, before: Usage): Omit<Usage, 'turns' | 'steps' | 'costUsd'> {
  const names = Object.keys(noUsage) as (keyof typeof noUsage)[];
  const entries = names.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)]);
  const { turns: _, steps: __, ...used } = Object.fromEntries(entries) as Usage;
  return used;
}
