import { modelById, modelFromEnv, type AgentOptions } from '@durable-goals/activities';

/** The model that a Worker plans with, and how to say so. */
export type ModelChoice = Pick<AgentOptions, 'model' | 'modelById'> & { readonly words: string };

/**
 * The model that the environment chooses; the offline one when it names none.
 *
 * @throws `ModelFailure` for settings that do not fit together.
 */
export function chooseModel(env: NodeJS.ProcessEnv): ModelChoice {
  const chosen = modelFromEnv(env);
  const byId = modelById(env);
  if (chosen === undefined) return { modelById: byId, words: offlineWords };
  return { model: chosen.model, modelById: byId, words: chosen.words };
}

/** The offline model in words. */
const offlineWords =
  'The offline model: it follows rules and is no language model. Set LLM_MODEL and LLM_KEY in .env to use one.';
