import { ok } from './fault-answers.js';
import { completion, type UpstreamAnswer, type UpstreamRequest } from './openai-upstream.js';

/**
 * What comes of a fault, as a person sees it.
 *
 * `waits`: the conversation is `waiting-for-model` with this type; `byItself` when it also says until when.
 * `says`: it goes on, and this is what it says.
 */
export type FaultOutcome =
  | { readonly waits: string; readonly byItself: boolean; readonly untilMs?: number }
  | { readonly says: string };

/** One way in which a provider goes wrong, and what becomes of the conversation. */
export interface ModelFault {
  readonly number: number;
  /** What the provider does. */
  readonly name: string;
  /** What it answers while it lasts. The calls of one conversation are counted from 1. */
  readonly answer: (request: UpstreamRequest) => UpstreamAnswer;
  /** Where the model is asked instead of at the provider. */
  readonly at?: 'a closed port' | 'an unknown host' | 'a port without TLS';
  readonly outcome: FaultOutcome;
  /** HTTP calls of one step, at most; `attempts` is one for each attempt of `modelTiming`. */
  readonly calls: number | 'attempts';
}

/** A fault before it has its number. */
export type Entry = Omit<ModelFault, 'number'>;

/** A good answer, which asks the person. */
export const goodWords = 'What can I do for you?';
export const good = JSON.stringify({ response: goodWords, next: 'question' });
export const says = (content: unknown, choice = {}, rest = {}): UpstreamAnswer =>
  ok(completion({ content }, choice, rest));

export const waits = (type: string): FaultOutcome => ({ waits: type, byItself: false });
export const waitsFor = (type: string, untilMs?: number): FaultOutcome => ({
  waits: type,
  byItself: true,
  ...(untilMs === undefined ? {} : { untilMs }),
});
export const goesOn: FaultOutcome = { says: goodWords };

/** A call of the tool that the tests' goal has; the second answer is a good one. */
export const callsThenGood =
  (answer: object) =>
  ({ call }: UpstreamRequest): UpstreamAnswer =>
    call === 1
      ? says(JSON.stringify({ response: 'Well.', next: 'confirm', ...answer }))
      : says(good);
