import { endableRetries } from '@durable-goals/client';
import { Connection, type ConnectionPlugin } from '@temporalio/client';

/**
 * Connects to a server. A call that is left behind, and is tried again, fails once this is closed; with the SDK's own
 * retries it would throw from a timer then, and the whole proof would be over.
 */
export async function connectedTo(address: string): Promise<Connection> {
  return await Connection.connect({ address, interceptors: endableRetries() });
}

/** The same for a test environment. */
export const endingInOrder: ConnectionPlugin = {
  name: 'proof',
  configureConnection: (options) => ({ ...options, interceptors: endableRetries() }),
};
