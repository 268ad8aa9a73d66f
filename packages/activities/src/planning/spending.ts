import {
  isJsonObject,
  sumOfUsd,
  type Budget,
  type Model,
  type ModelRequest,
  type ModelResponse,
  type ModelUsage,
  type StepUsage,
} from '@durable-goals/core';
import { ModelFailure } from '../model/model-failure.js';
import type { PriceList } from './prices.js';

/** Thrown in place of a model call that the budget has no room for. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent';
  readonly limit: keyof Budget;

  constructor(limit: keyof Budget) {
    super(`The limit of ${limit} is reached.`);
    this.limit = limit;
  }
}

/** What the model calls of one Activity use, counted before they are made. */
export interface Spending {
  /** What was used, with what the calls under way have reserved. */
  readonly usage: () => StepUsage;
  /**
   * Keeps room for a call; waits for the calls under way where it depends on them whether there is any.
   *
   * @throws `BudgetSpent` when there is none, `ModelFailure` of type `ModelPriceUnknown` when its cost would not be known.
   */
  reserve(model: Model, request: ModelRequest): Promise<Reservation>;
}

/** Room for one call. To be settled once: what is not, counts as used. */
interface Reservation {
  answered(response: ModelResponse): void;
  /** The call used nothing, as far as is known. */
  turnedAway(): void;
  /** The call was made, and what it used is not known. */
  lost(): void;
}

export interface SpendingOptions {
  readonly prices: PriceList;
  readonly budget?: Budget | undefined;
  /** What earlier attempts used, with what they reserved and never settled. */
  readonly spent?: StepUsage;
  /** Keeps what is reserved where a crash of the Worker does not reach; the call is made after that. */
  readonly record?: () => Promise<void>;
}

/** Nothing used. */
const noUsage: StepUsage = {
  modelCalls: 0,
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
};

/** What an answer is expected to take, where its cost has to be reserved. */
const expectedOutputTokens = 1_000;
const charactersPerToken = 4;

/** What the heartbeats of an earlier attempt say that it used, or reserved and never settled. */
export function spentBefore(details: unknown): StepUsage {
  const isOurs = isJsonObject(details) && details['v'] === 1 && isJsonObject(details['spent']);
  return isOurs ? (details['spent'] as unknown as StepUsage) : noUsage;
}

/** Begins to count. */
export function spendingOf(options: SpendingOptions): Spending {
  const { prices, budget, spent = noUsage, record } = options;
  let settled = spent;
  const open = new Map<Promise<void>, StepUsage>();
  const usage = () => [...open.values()].reduce(sum, settled);

  const isHeld = budget?.tokens !== undefined || budget?.costUsd !== undefined;

  const limitReached = () => budget && reached(budget, usage());

  function opened(model: Model, request: ModelRequest): Reservation {
    const tokens = isHeld ? expected(request) : noUsage;
    const reserved = oneCall(tokens, prices.cost(model, tokens));
    let over = (): void => undefined;
    const promise = new Promise<void>((resolve) => {
      over = resolve;
    });
    open.set(promise, reserved);
    const settle = (used?: StepUsage) => {
      if (!open.delete(promise)) return;
      if (used !== undefined) settled = sum(settled, used);
      over();
    };
    return {
      answered(answer) {
        const used = counted(answer.usage) || !isHeld ? answer.usage : estimated(request, answer);
        settle(oneCall(used, prices.cost(model, used, answer.model)));
      },
      turnedAway: () => settle(),
      lost: () => settle(reserved),
    };
  }

  return {
    usage,
    async reserve(model, request) {
      if (budget?.costUsd !== undefined && !prices.covers(model)) throw priceUnknown(model.id);
      // Nothing is awaited between the last look and the reservation, or two calls would take the same room.
      for (let limit = limitReached(); limit !== undefined; limit = limitReached()) {
        // The tokens of a call under way may turn out to be fewer, but it stays a call.
        if (limit === 'modelCalls' || open.size === 0) throw new BudgetSpent(limit);
        await Promise.race(open.keys());
      }
      const reservation = opened(model, request);
      try {
        await record?.();
      } catch (error) {
        reservation.turnedAway();
        throw error;
      }
      return reservation;
    },
  };
}

function oneCall(
  { inputTokens, outputTokens, cachedInputTokens = 0 }: ModelUsage,
  costUsd: number | undefined,
): StepUsage {
  const tokens = { inputTokens, outputTokens, cachedInputTokens };
  return { modelCalls: 1, ...tokens, ...(costUsd === undefined ? {} : { costUsd }) };
}

function sum(one: StepUsage, other: StepUsage): StepUsage {
  const isPriced = one.costUsd !== undefined || other.costUsd !== undefined;
  return {
    modelCalls: one.modelCalls + other.modelCalls,
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    cachedInputTokens: one.cachedInputTokens + other.cachedInputTokens,
    ...(isPriced ? { costUsd: sumOfUsd(one.costUsd, other.costUsd) } : {}),
  };
}

function expected({ messages }: ModelRequest): ModelUsage {
  const characters = messages.reduce((total, { content }) => total + content.length, 0);
  return { inputTokens: tokensOf(characters), outputTokens: expectedOutputTokens };
}

/** Some providers do not count, and some not while they stream; their answers must not be free. */
function estimated(request: ModelRequest, { text, calls = [] }: ModelResponse): ModelUsage {
  const written = text.length + (calls.length === 0 ? 0 : JSON.stringify(calls).length);
  return { ...expected(request), outputTokens: tokensOf(written) };
}

function counted({ inputTokens, outputTokens }: ModelUsage): boolean {
  return inputTokens + outputTokens > 0;
}

function tokensOf(characters: number): number {
  return Math.ceil(characters / charactersPerToken);
}

function reached(budget: Budget, used: StepUsage): keyof Budget | undefined {
  if (used.modelCalls >= (budget.modelCalls ?? Infinity)) return 'modelCalls';
  if (used.inputTokens + used.outputTokens >= (budget.tokens ?? Infinity)) return 'tokens';
  return (used.costUsd ?? 0) >= (budget.costUsd ?? Infinity) ? 'costUsd' : undefined;
}

function priceUnknown(id: string): ModelFailure {
  return new ModelFailure(
    'ModelPriceUnknown',
    `Model '${id}' was not asked: the conversation has a limit of cost, and this Worker has no price for it. Add it to the Worker's prices, or choose a model that has one.`,
  );
}
