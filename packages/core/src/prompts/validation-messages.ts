import type { ModelMessage, Situation, TranscriptEntry } from '../model.js';
import { verdictJsonSchema } from '../next-step.js';
import { renderGoalPrompt } from './goal-prompt.js';
import { oncePerGoal } from './once-per-goal.js';
import { promptGoal, promptTools } from './prompt-goal.js';
import { repairMessages } from './repair-messages.js';
import { toolArguments } from './tool-arguments.js';
import { lineOf, shown } from './transcript-lines.js';

/** Entries before the message that a verdict needs to understand it. */
const recentEntries = 8;

/** Characters of one entry that a verdict needs. */
const maxEntryLength = 2_000;

/**
 * The prompt that asks a model whether the newest message belongs to the conversation.
 *
 * The conversation and the message are put as JSON into one message, so nothing in them can pass for
 * an instruction's place in the prompt.
 *
 * @throws `PromptRefused` when a template of the goal cannot be rendered.
 */
export function validationMessages(situation: Situation): readonly ModelMessage[] {
  const { goal, summary, pending, repair } = situation;
  const { recent, message } = newest(situation);
  const lines = [
    ...(summary === undefined ? [] : [`Before: ${JSON.stringify(summary)}`]),
    'The conversation:',
    ...recent.map((entry) => shown(lineOf(entry), maxEntryLength)),
    ...pending.map((call) => `Waiting for approval: ${shown({ ...call }, maxEntryLength)}`),
    `The message to check: ${JSON.stringify(message)}`,
  ];
  return [
    { role: 'system', content: systemText(goal) },
    { role: 'user', content: lines.join('\n') },
    ...(repair === undefined ? [] : repairMessages(repair)),
  ];
}

const systemText = oncePerGoal((goal) =>
  renderGoalPrompt(goal, 'validation', {
    goal: promptGoal(goal),
    tools: promptTools(goal),
    answer: toolArguments(verdictJsonSchema),
  }),
);

function newest({ transcript, trigger }: Situation): {
  recent: readonly TranscriptEntry[];
  message: string;
} {
  const lastUser = transcript.findLastIndex(({ role }) => role === 'user');
  const last = transcript[lastUser];
  const text = last?.role === 'user' ? last.text : '';
  const message = trigger.kind === 'message' ? trigger.text : text;
  const before =
    message === text ? transcript.filter((_, index) => index !== lastUser) : transcript;
  return { recent: before.slice(-recentEntries), message };
}
