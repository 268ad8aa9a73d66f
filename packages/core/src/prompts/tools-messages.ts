import type { JsonObject } from '../json.js';
import type { ModelMessage, Situation, TranscriptEntry } from '../model.js';
import { renderGoalPrompt } from './goal-prompt.js';
import { weekdayOf } from './planner-messages.js';
import { promptGoal, promptTools } from './prompt-goal.js';
import { toolsRepairMessages } from './repair-messages.js';
import { entryMessage, markers, summaryOf, unreadMessage } from './transcript-messages.js';
import { maxOutputLength, shown } from './transcript-lines.js';

type TranscriptCall = NonNullable<Extract<TranscriptEntry, { role: 'agent' }>['calls']>[number];
type ToolEntry = Extract<TranscriptEntry, { role: 'tool' }>;

/**
 * The prompt that asks a model for the next step that calls tools natively.
 *
 * First one system message, then the transcript, in which each call is followed by what it gave, as providers demand.
 * Nothing stands between that and the next answer, so that a model goes on with what it thought.
 *
 * @throws `PromptRefused` when a template of the goal cannot be rendered.
 */
export function toolsMessages(situation: Situation): readonly ModelMessage[] {
  const { goal, today, trigger, repair, autonomous = false, final } = situation;
  const system = renderGoalPrompt(goal, 'toolsPlanner', {
    goal: promptGoal(goal),
    tools: promptTools(goal),
    example: goal.exampleConversation,
    autonomous,
    hasResult: goal.outputSchema !== undefined,
    today,
    weekday: weekdayOf(today),
    timeZone: goal.timeZone,
  });
  return [
    { role: 'system', content: system },
    ...beginning(situation),
    ...transcriptOf(situation),
    ...unreadMessage(situation),
    ...(trigger.kind === 'goal-changed' ? [note(goalChanged)] : []),
    ...(final ? [note(lastStep)] : []),
    ...(repair === undefined ? [] : toolsRepairMessages(repair)),
  ];
}

const goalChanged =
  'The goal has just changed to the one described at the top. Say in a sentence what you can do now, use what is already known and ask for what is missing.';
const lastStep =
  'This is your last step: no more functions can be called. Give the final answer with what you have, and say what is missing.';

/** What happened before, or what the agent was asked first: a conversation begins with no answer. */
function beginning({ summary, transcript, trigger, goal }: Situation): readonly ModelMessage[] {
  const earlier = summaryOf(summary);
  const isAnswerFirst = transcript[0]?.role === 'agent' || trigger.kind === 'start';
  if (earlier.length > 0 || !isAnswerFirst) return earlier;
  const content = `${markers.situation} The conversation begins now. ${goal.starterPrompt}`;
  return [{ role: 'user', content }];
}

function transcriptOf({ transcript, pending }: Situation): readonly ModelMessage[] {
  const results = new Map<string, ToolEntry>();
  for (const entry of transcript) {
    if (entry.role === 'tool') results.set(entry.editedFrom ?? entry.callId, entry);
  }
  const waits = (call: { readonly tool: string; readonly input: JsonObject }): boolean =>
    pending.some(
      ({ tool, input }) =>
        tool === call.tool && JSON.stringify(input) === JSON.stringify(call.input),
    );
  const told = new Set<ToolEntry>();
  return transcript.flatMap((entry): readonly ModelMessage[] => {
    if (entry.role === 'tool') {
      // The call that it answers is out of the window.
      return told.has(entry) ? [] : [entryMessage(entry)];
    }
    if (entry.role !== 'agent') return [entryMessage(entry)];
    const { text, raw, calls = [] } = entry;
    const asked = calls.flatMap((call) =>
      idsOf(call).map((id) => ({ id, tool: call.tool, input: call.input })),
    );
    const answers = calls.flatMap((call) => {
      const result = results.get(call.callId ?? '');
      if (result !== undefined) told.add(result);
      const content = result === undefined ? unsettled(waits(call)) : contentOf(result);
      return idsOf(call).map((callId): ModelMessage => ({
        role: 'tool',
        callId,
        content,
      }));
    });
    return [
      {
        role: 'assistant',
        content: text,
        ...(asked.length === 0 ? {} : { calls: asked }),
        ...(raw === undefined ? {} : { raw }),
      },
      ...answers,
    ];
  });
}

function idsOf({ ids, callId = 'call' }: TranscriptCall): readonly string[] {
  return ids ?? [callId];
}

function contentOf({ outcome, output, error, editedFrom, input }: ToolEntry): string {
  // What ran is not what was asked for, and the model has to know.
  const edited = editedFrom === undefined ? {} : { note: 'A person changed the input.', input };
  if (error !== undefined) return shown({ outcome, error, ...edited }, maxOutputLength);
  return shown(
    editedFrom === undefined ? (output ?? null) : { ...edited, output: output ?? null },
    maxOutputLength,
  );
}

function unsettled(isPending: boolean): string {
  return JSON.stringify({
    outcome: isPending ? 'waits for the approval of a person' : 'is not known any more',
  });
}

function note(text: string): ModelMessage {
  return { role: 'user', content: `${markers.note} ${text}` };
}
