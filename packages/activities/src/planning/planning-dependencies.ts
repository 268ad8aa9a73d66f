import type { LiveChannel, Model, Registry } from '@durable-goals/core';
import type { AgentObserver } from '../observing/agent-observer.js';
import type { StoreWriter } from '../recording/store-writer.js';
import type { PriceList } from './prices.js';

/** What planning needs from its Worker. */
export interface PlanningDependencies {
  readonly registry: Registry;
  readonly models: {
    readonly default: Model;
    byId(id: string): Model | undefined;
  };
  readonly prices: PriceList;
  /** Whether a person is asked before calls whose tool has no rule of its own and is not `unsafe`. */
  readonly showConfirm: () => boolean;
  /** Where conversations are written to, if anywhere. */
  readonly writer?: StoreWriter;
  /** Where answers are heard while they are written, if anywhere. */
  readonly live?: LiveChannel;
  /** What watches the calls to models, if anything. */
  readonly observer?: AgentObserver;
  /** Milliseconds since the epoch. @defaultValue the Worker's clock, or the server's where that is ahead */
  readonly now?: () => number;
}
