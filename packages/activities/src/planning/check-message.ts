import {
  validationMessages,
  verdictJsonSchema,
  verdictSchema,
  type GoalSpec,
  type Repair,
  type Situation,
  type Verdict,
} from '@durable-goals/core';
import { parseAnswer, type Answer } from './answer.js';
import { boundedText, maxResponseBytes } from './bounded-text.js';
import type { ModelCaller } from './model-call.js';
import { issuesOf } from './next-step-answer.js';

/** Whether a message belongs to its conversation; if not, what the person reads, and which model says so. */
export type CheckedMessage =
  | { readonly valid: true }
  | { readonly valid: false; readonly text: string; readonly model: string };

/** The first verdict, and one more chance. */
const maxCalls = 2;

/**
 * Asks a model whether the newest message belongs to the conversation.
 *
 * Without a verdict that can be read the message counts as refused: what was not checked is not acted on.
 */
export async function checkMessage(
  situation: Situation,
  caller: ModelCaller,
  signal: AbortSignal,
): Promise<CheckedMessage> {
  let model = caller.id;
  let repair: Repair | undefined;
  for (let call = 1; call <= maxCalls; call += 1) {
    const asked = repair === undefined ? situation : { ...situation, repair };
    const response = await caller.call(
      {
        purpose: 'validate',
        messages: validationMessages(asked),
        output: { name: 'verdict', schema: verdictJsonSchema },
        situation: asked,
      },
      signal,
    );
    model = response.model;
    const { text, finish } = response;
    if (finish === 'refused' || finish === 'filtered') {
      return refused(
        'I cannot help with that message. Word it differently, or ask for something else.',
        model,
      );
    }
    const verdict = finish === 'length' ? cutOff : readVerdict(text);
    if (verdict.problem === undefined) {
      const { valid, reason } = verdict.value;
      return valid ? { valid } : refused(reason?.trim() || offTopic(situation.goal), model);
    }
    repair = { answer: text, problem: verdict.problem };
  }
  return refused(
    'Your message could not be checked, so I did not act on it. Send it again, or word it differently.',
    model,
  );
}

const cutOff = { problem: 'it was cut off before its end. Answer more briefly.' } as const;

function readVerdict(text: string): Answer<Verdict> {
  const answer = parseAnswer(text, Object.keys(verdictSchema.shape));
  if (answer.problem !== undefined) return answer;
  const checked = verdictSchema.safeParse({ ...answer.value, valid: truth(answer.value['valid']) });
  return checked.success ? { value: checked.data } : { problem: issuesOf(checked.error.issues) };
}

function truth(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const word = value.trim().toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : value;
}

function offTopic({ title }: GoalSpec): string {
  return `I cannot help with that here; this conversation is for: ${title}. Tell me what you need for it.`;
}

function refused(text: string, model: string): CheckedMessage {
  return { valid: false, text: boundedText(text, maxResponseBytes), model };
}
