import type { Model } from '@durable-goals/core';
import { modelFailureOf } from '@durable-goals/activities/model-parts';
import { aiSdkModel, type AiSdkLanguageModel, type AiSdkModelOptions } from './ai-sdk-model.js';
import { faultOf } from './sdk-fault.js';

/** A provider of the AI SDK, or a registry of several: whatever makes a language model of a name, whichever names it has. */
export interface AiSdkProvider {
  readonly languageModel: (id: never) => AiSdkLanguageModel;
}

/** Names come from outside: a Worker must not keep a model for each that was ever tried. */
const mostKept = 100;

/**
 * Makes models of an AI SDK provider, or of a registry of providers, by their names: for `modelById` of `AgentPlugin`, so that
 * `setModel` takes them. The same name gives the same model.
 *
 * The returned function throws what `aiSdkModel` throws, and a `ModelFailure` for a name that the provider does not have.
 */
export function aiSdkModelById(
  provider: AiSdkProvider,
  options: Omit<AiSdkModelOptions, 'id'> = {},
): (id: string) => Model {
  const made = new Map<string, Model>();
  return (id) => {
    const model = made.get(id) ?? aiSdkModel(languageModel(provider, id), { ...options, id });
    if (made.size < mostKept) made.set(id, model);
    return model;
  };
}

function languageModel(provider: AiSdkProvider, id: string): AiSdkLanguageModel {
  try {
    // Which names there are is not known to the types of who asks for one.
    return provider.languageModel(id as never);
  } catch (error) {
    throw modelFailureOf(faultOf(error), {
      model: id,
      host: 'the AI SDK',
      secrets: [],
      now: Date.now(),
      setIn: 'code',
    });
  }
}
