import { bytesOf, type GoalSpec, type Json } from '@durable-goals/core';
import { boundedText, maxResponseBytes } from './bounded-text.js';
import type { StepWords } from './step-words.js';

/** An eighth of a payload for each of text, input and known arguments leaves room for the rest. */
const shares = 8;

/** What a person is told, as much of it as the server takes. */
export function replyText({ serverLimits }: GoalSpec, text: string): string {
  const { payloadBytes = Infinity } = serverLimits ?? {};
  return boundedText(text, Math.min(maxResponseBytes, Math.floor(payloadBytes / shares)));
}

/** Why an input is more than the server takes, if so. */
export function inputSizeProblem({ serverLimits }: GoalSpec, input: Json): string | undefined {
  if (serverLimits?.payloadBytes === undefined) return undefined;
  const most = Math.floor(serverLimits.payloadBytes / shares);
  const bytes = bytesOf(input);
  return bytes <= most ? undefined : `it has ${bytes} bytes, over the limit of ${most}`;
}

/** A step as the server takes it. */
export function fittingStep(spec: GoalSpec, step: StepWords): StepWords {
  const { payloadBytes = Infinity } = spec.serverLimits ?? {};
  const known = inputSizeProblem(spec, step.known) === undefined ? step.known : {};
  let room = payloadBytes / 2;
  const calls = step.calls.map((call) => {
    room -= bytesOf(call);
    if (room >= 0) return call;
    const error = `'${call.tool}' was not run: the inputs of this step are more than the server takes. Make fewer calls at a time.`;
    return { ...call, input: {}, error };
  });
  const { raw, ...rest } = step;
  const isRawKept = raw !== undefined && inputSizeProblem(spec, raw.message) === undefined;
  const kept = isRawKept ? { ...rest, raw } : rest;
  return { ...kept, text: replyText(spec, step.text), known, calls };
}
