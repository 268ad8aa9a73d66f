import { failures, isJsonObject, type Model, type ModelUsage } from '@durable-goals/core';

/** What a model costs, in USD per million tokens. */
export interface ModelPrice {
  readonly input: number;
  /** Input that the provider's prompt cache paid for. @defaultValue the price of other input */
  readonly cachedInput?: number;
  readonly output: number;
}

/** Prices by a model's id, or by the name that it answers with. */
export type ModelPrices = Readonly<Record<string, ModelPrice>>;

const variable = 'LLM_PRICES';

/**
 * The prices that `LLM_PRICES` holds, as JSON; none without it.
 *
 * @throws `StartRefused` when it is no JSON object of prices by model.
 */
export function pricesFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): ModelPrices {
  const text = env[variable]?.trim() ?? '';
  if (text === '') return {};
  const prices = parsed(text);
  if (isJsonObject(prices) && Object.values(prices).every(isPrice)) {
    return prices as unknown as ModelPrices;
  }
  throw failures.startRefused(
    `${variable} is '${text}', which is no JSON object of prices by model, such as {"openai/gpt-5-mini": {"input": 0.25, "output": 2}}`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPrice(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const { input, output, cachedInput = 0, ...rest } = value;
  const areNumbers = [input, output, cachedInput].every((part) => typeof part === 'number');
  return areNumbers && Object.keys(rest).length === 0;
}

/** Knows what model calls cost. */
export interface PriceList {
  /** Whether every model that may answer has a price. */
  covers(model: Model): boolean;
  /**
   * What a call cost, or would cost, in USD; `undefined` when that is not known. Of a list of models, one without a price
   * under the name that it answered with counts as the dearest.
   *
   * @param answeredBy - The model as it names itself in its answer.
   */
  cost(model: Model, usage: ModelUsage, answeredBy?: string): number | undefined;
}

/** The offline model runs on the Worker itself. */
const known: ModelPrices = { offline: { input: 0, output: 0 } };

/**
 * Makes a list of prices that can be asked.
 *
 * @throws `RangeError` when a price is not a number of 0 or more.
 */
export function priceList(given: ModelPrices = {}): PriceList {
  const prices = new Map(Object.entries({ ...known, ...given }));
  for (const [id, price] of prices) {
    for (const [kind, value] of Object.entries(price)) {
      if (!(value >= 0 && value < Infinity)) {
        throw new RangeError(
          `The price of '${id}' for ${kind} is ${value}. Give USD per million tokens, 0 or more.`,
        );
      }
    }
  }
  const candidates = ({ id, answeredBy = [id] }: Model) =>
    answeredBy.map((name) => prices.get(name));
  return {
    covers: (model) => candidates(model).every((price) => price !== undefined),
    cost(model, usage, answeredBy = '') {
      const exact = prices.get(answeredBy);
      const possible = exact ? [exact] : candidates(model);
      const costs = possible.flatMap((price) => (price ? [costOf(price, usage)] : []));
      return costs.length === possible.length ? Math.max(...costs) : undefined;
    },
  };
}

function costOf(
  { input, output, cachedInput = input }: ModelPrice,
  { inputTokens, outputTokens, cachedInputTokens = 0 }: ModelUsage,
): number {
  const fresh = Math.max(0, inputTokens - cachedInputTokens);
  return (fresh * input + cachedInputTokens * cachedInput + outputTokens * output) / 1_000_000;
}
