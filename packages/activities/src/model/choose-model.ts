import type { Model } from '@durable-goals/core';
import { fallbackModel } from './fallback-model.js';
import { ModelFailure } from './model-failure.js';
import { defaultModelTimeoutMs, openaiModel } from './openai-model.js';
import type { OpenaiModelOptions } from './openai-options.js';
import { openai, type Provider, providers } from './providers.js';

/** Variables by name, as in `process.env`. An empty one counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What every chosen model gets, whichever it is. */
export type ModelDefaults = Pick<
  OpenaiModelOptions,
  'fetch' | 'headers' | 'maxTokens' | 'temperature' | 'timeoutMs'
>;

/** The model that the environment names. */
export interface ChosenModel {
  readonly model: Model;
  /** Which model is asked and where, for a log or a greeting; no key is in it. */
  readonly words: string;
}

/**
 * The model that `LLM_MODEL`, `LLM_KEY` and `LLM_BASE_URL` choose.
 *
 * With a base URL the name is sent there as written, and a key is optional. Without one, the part before
 * the first `/` names the provider; a name without a `/` is OpenAI's. Several names, separated by commas,
 * are asked in this order until one answers, each for its share of the time. `LLM_KEY` is the key of the
 * first model's provider; a model of another provider takes its key from that provider's own variable
 * (`ANTHROPIC_API_KEY`, …), so that no provider is sent another's key.
 *
 * @returns `undefined` when none of the three is set.
 * @throws `ModelFailure` of type `ModelUnknown` for a key or base URL without a model, a provider that is
 *   not known, or an address that is none; of type `ModelAuthRefused` for a key that is missing.
 */
export function modelFromEnv(
  env: Environment,
  defaults: ModelDefaults = {},
): ChosenModel | undefined {
  const names = namesIn(env['LLM_MODEL']);
  if (names.length > 0) {
    return { model: modelOf(env, names, defaults), words: wordsOf(env, names) };
  }
  const lonely = ['LLM_KEY', 'LLM_BASE_URL'].find((name) => valueOf(env, name) !== undefined);
  if (lonely === undefined) return undefined;
  throw new ModelFailure(
    'ModelUnknown',
    `'${lonely}' is set but 'LLM_MODEL' is not. Set LLM_MODEL to the name of a model, or clear ${lonely}.`,
  );
}

/**
 * Makes a model from its name, or a list of names, by the same rules, for `setModel`. The same name gives
 * the same model.
 *
 * The returned function throws what `modelFromEnv` throws.
 */
export function modelById(env: Environment, defaults: ModelDefaults = {}): (id: string) => Model {
  const made = new Map<string, Model>();
  return (given) => {
    const names = namesIn(given);
    const id = names.join(', ');
    const model = made.get(id) ?? modelOf(env, names, defaults);
    if (made.size < mostKept) made.set(id, model);
    return model;
  };
}

/** Names come from outside: a Worker must not keep a model for each that was ever tried. */
const mostKept = 100;

function modelOf(env: Environment, names: readonly string[], defaults: ModelDefaults): Model {
  const { timeoutMs = defaultModelTimeoutMs } = defaults;
  const share = { ...defaults, timeoutMs: Math.floor(timeoutMs / Math.max(1, names.length)) };
  const models = names.map((id) => openaiModel({ ...share, ...placeOf(env, id), id }));
  const [only] = models;
  if (only === undefined) {
    throw new ModelFailure('ModelUnknown', "A model was asked for by the name ''. Give its name.");
  }
  return models.length === 1 ? only : fallbackModel(models);
}

function placeOf(
  env: Environment,
  id: string,
): Pick<OpenaiModelOptions, 'apiKey' | 'baseURL' | 'model'> {
  const baseURL = valueOf(env, 'LLM_BASE_URL');
  const key = valueOf(env, 'LLM_KEY');
  if (baseURL !== undefined)
    return { model: id, baseURL, ...(key !== undefined && { apiKey: key }) };
  const { provider, model } = providerOf(id);
  const apiKey = keyFor(env, provider) ?? (provider.keyVariable === undefined ? 'none' : undefined);
  if (apiKey === undefined) throw keyMissing(id, provider, key !== undefined);
  return { model, baseURL: provider.baseURL, apiKey };
}

function providerOf(id: string): { provider: Provider; model: string } {
  const slash = id.indexOf('/');
  if (slash < 0) return { provider: openai, model: id };
  const prefix = id.slice(0, slash);
  const provider = providers.find((known) => known.prefix === prefix.toLowerCase());
  if (provider !== undefined) return { provider, model: id.slice(slash + 1) };
  const known = providers.map((each) => `'${each.prefix}/'`).join(', ');
  throw new ModelFailure(
    'ModelUnknown',
    `Model '${id}' names the provider '${prefix}', whose address is not known; known are ${known}. Use one of these, or set LLM_BASE_URL to an address that speaks OpenAI's chat completions.`,
  );
}

/** `LLM_KEY` belongs to one provider only: the one that `LLM_MODEL` names first. */
function keyFor(env: Environment, provider: Provider): string | undefined {
  const [first] = namesIn(env['LLM_MODEL']);
  const owner = first === undefined ? provider : providerOf(first).provider;
  const own = provider.keyVariable === undefined ? undefined : valueOf(env, provider.keyVariable);
  return owner === provider ? (valueOf(env, 'LLM_KEY') ?? own) : own;
}

function keyMissing(id: string, provider: Provider, isTaken: boolean): ModelFailure {
  const variable = provider.keyVariable ?? 'LLM_KEY';
  return new ModelFailure(
    'ModelAuthRefused',
    isTaken
      ? `Model '${id}' needs a key of '${provider.prefix}', and 'LLM_KEY' is the key of another provider. Set ${variable}.`
      : `Model '${id}' needs an API key, and 'LLM_KEY' is not set. Set LLM_KEY to a key of '${provider.prefix}'.`,
  );
}

function wordsOf(env: Environment, [first = '', ...others]: readonly string[]): string {
  const address = valueOf(env, 'LLM_BASE_URL') ?? providerOf(first).provider.baseURL;
  const standIns = others.map((name) => `'${name}'`).join(', ');
  const rest = standIns === '' ? '' : `, with ${standIns} to stand in`;
  return `Model '${first}' at '${new URL(address).host}'${rest}.`;
}

function namesIn(list: string | undefined): string[] {
  const names = (list ?? '').split(',').map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

function valueOf(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}
