import type { ModelMessage, Situation } from '../model.js';
import { nextStepSchemaOf } from '../next-step.js';
import { renderGoalPrompt } from './goal-prompt.js';
import { oncePerGoal } from './once-per-goal.js';
import { promptGoal, promptTools } from './prompt-goal.js';
import { repairMessages } from './repair-messages.js';
import { toolArguments } from './tool-arguments.js';
import { markers, transcriptMessages } from './transcript-messages.js';

/**
 * The prompt that asks a model for the next step.
 *
 * First one system message that is the same for the whole conversation, then the transcript, which only
 * grows, then one message with what changes from step to step. So a prompt shares all but its last
 * message with the next one, and a provider's prefix cache holds.
 *
 * @throws `PromptRefused` when a template of the goal cannot be rendered.
 */
export function plannerMessages(situation: Situation): readonly ModelMessage[] {
  const { goal, repair } = situation;
  return [
    { role: 'system', content: systemText(goal) },
    ...transcriptMessages(situation),
    { role: 'user', content: `${markers.situation}\n${situationText(situation)}` },
    ...(repair === undefined ? [] : repairMessages(repair)),
  ];
}

const systemText = oncePerGoal((goal) =>
  renderGoalPrompt(goal, 'planner', {
    goal: promptGoal(goal),
    tools: promptTools(goal),
    example: goal.exampleConversation,
    answer: toolArguments(nextStepSchemaOf(goal)),
  }),
);

function situationText(situation: Situation): string {
  const { goal, known, completed, pending, today, trigger } = situation;
  return renderGoalPrompt(goal, 'situation', {
    known: Object.entries(known).map(([name, value]) => ({ name, value: JSON.stringify(value) })),
    completed,
    remaining: remainingOf(situation),
    pending: pending.map(({ tool, input }) => ({ tool, input: JSON.stringify(input) })),
    today,
    weekday: weekdayOf(today),
    timeZone: goal.timeZone,
    autonomous: situation.autonomous === true,
    final: situation.final === true,
    trigger: trigger.kind,
    starterPrompt: goal.starterPrompt,
    afterTools: afterTools(situation),
  });
}

function afterTools(situation: Situation): string {
  const { goal, completed, transcript, trigger } = situation;
  if (trigger.kind !== 'tool-results') return '';
  const results = transcript.flatMap((entry) =>
    entry.role === 'tool' && trigger.callIds.includes(entry.callId)
      ? [{ tool: entry.tool, outcome: entry.outcome }]
      : [],
  );
  const remaining = remainingOf(situation);
  const allDone = remaining.length === 0 && results.every(({ outcome }) => outcome === 'completed');
  return allDone
    ? renderGoalPrompt(goal, 'allToolsDone', { results, completed })
    : renderGoalPrompt(goal, 'toolCompleted', { results, completed, remaining });
}

function remainingOf({ goal, completed }: Situation): readonly string[] {
  return goal.tools.map(({ name }) => name).filter((name) => !completed.includes(name));
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** The name of the day, in English. */
export function weekdayOf(date: string): string {
  return weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? '';
}
