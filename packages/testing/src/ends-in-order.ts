import { endableRetries } from '@durable-goals/client';
import type { ConnectionPlugin } from '@temporalio/client';

/** Lets a call that is left behind by a test fail when its environment is torn down, and not the whole test run. */
export const endsInOrder: ConnectionPlugin = {
  name: 'durable-goals-testing',
  configureConnection: (options) => ({ ...options, interceptors: endableRetries() }),
};
