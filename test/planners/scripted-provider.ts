import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '@durable-goals/core';
import type {
  UpstreamAnswer,
  UpstreamRequest,
} from '../../packages/activities/test/model/openai-upstream.js';
import { strictProvider, type ProviderStep, type StrictProvider } from './strict-provider.js';

/** One step of a script that a model of any kind can play. */
export type PlanStep =
  | { readonly say: string }
  | { readonly calls: readonly { readonly tool: string; readonly input: JsonObject }[] }
  | { readonly done: string; readonly output?: JsonObject };

/** What a script is played for. */
interface Played {
  readonly mode: 'chat' | 'run';
  readonly script: readonly PlanStep[];
}

/**
 * A provider that plays scripts, by the names of models: with native calls for whoever offers tools, strictly, else as JSON.
 */
export interface ScriptedProvider {
  play(model: string, played: Played): void;
  answer(request: Pick<UpstreamRequest, 'model' | 'body'>): UpstreamAnswer;
  /** Why it refused requests of a model, if it did. */
  refusals(model: string): readonly string[];
}

interface Playing extends Played {
  readonly strict: StrictProvider;
  planned: number;
}

export function scriptedProvider(): ScriptedProvider {
  const playing = new Map<string, Playing>();

  function playingOf(model: string): Playing {
    const found = playing.get(model);
    if (found === undefined) throw new Error(`Nothing is played for '${model}'.`);
    return found;
  }

  return {
    play(model, played) {
      const steps = played.script.map((step) => natively(step, played.mode));
      const strict = strictProvider(steps, hasSameCalls);
      playing.set(model, { ...played, strict, planned: 0 });
    },
    refusals: (model) => playingOf(model).strict.refusals,
    answer({ model, body }) {
      const current = playingOf(model);
      if (body['tools'] !== undefined) return current.strict.answer({ body });
      const format = body['response_format'] as { json_schema?: { name?: string } } | undefined;
      const name = format?.json_schema?.name;
      if (name === 'verdict') return '{"valid": true}';
      if (name !== 'next_step') return 'They talked.';
      const step = current.script[current.planned];
      current.planned += 1;
      return step === undefined ? 'There is nothing left to say.' : JSON.stringify(asJson(step));
    },
  };
}

/** The calls as they went out, with their signatures; of the rest some clients keep less. */
function hasSameCalls(
  sent: Readonly<Record<string, unknown>>,
  original: Readonly<Record<string, unknown>>,
): boolean {
  return isDeepStrictEqual(sent['tool_calls'], original['tool_calls']);
}

function natively(step: PlanStep, mode: Played['mode']): ProviderStep {
  if ('say' in step) return step.say;
  if ('calls' in step) return step.calls;
  if (step.output !== undefined) return [{ tool: 'give_result', input: step.output }];
  return mode === 'run' ? step.done : [{ tool: 'end_conversation', input: { message: step.done } }];
}

function asJson(step: PlanStep): JsonObject {
  if ('say' in step) return { response: step.say, next: 'question' };
  if ('calls' in step) {
    return {
      response: 'I go on.',
      next: 'confirm',
      calls: step.calls.map((call) => ({ ...call })),
    };
  }
  const { done, output } = step;
  return { response: done, next: 'done', ...(output === undefined ? {} : { output }) };
}
