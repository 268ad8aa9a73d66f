import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAgents, endableRetries, temporalOptions } from '@durable-goals/client';
import { Connection } from '@temporalio/client';
import { describe, expect, test } from 'vitest';

/** An address at which nobody listens any more. */
async function closedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `127.0.0.1:${port}`;
}

describe('a wrong address', () => {
  test.concurrent.each([
    ['at which nobody listens', closedAddress],
    ['of a host that does not exist', async () => 'temporal.invalid:7233'],
  ])('%s is said in a sentence within six seconds', async (_, find) => {
    const address = await find();
    const temporal = temporalOptions({ TEMPORAL_ADDRESS: address, TEMPORAL_API_KEY: 'tskey-1' });
    const { apiKey: _key, tls: _tls, ...connection } = temporal.connection;
    const started = Date.now();
    const error = await connectAgents({ temporal: { ...temporal, connection } }).catch(
      (reason: unknown) => reason,
    );
    expect(Date.now() - started).toBeLessThan(6_500);
    expect(error).toMatchObject({ type: 'TemporalUnreachable' });
    const { message } = error as Error;
    expect(message).toContain(`nothing answers at '${address}'`);
    expect(message).toMatch(/Start it, or correct TEMPORAL_ADDRESS\.$/);
    expect(message.split('\n')).toHaveLength(1);
    expect(message).not.toContain('tskey');
  });
});

describe('a call that is tried again when its connection was closed', () => {
  const closesItself = async (address: string) => {
    const { client, close } = await connectAgents({
      temporal: temporalOptions({ TEMPORAL_ADDRESS: address }),
      lazy: true,
    });
    return { client: client.workflowService, close };
  };
  const closedByItsOwner = async (address: string) => {
    const connection = Connection.lazy({ address, interceptors: endableRetries() });
    return { client: connection.workflowService, close: async () => await connection.close() };
  };

  test.each([
    ['by the client', closesItself],
    ['by its owner', closedByItsOwner],
  ])('%s fails, and the process goes on', async (_, open) => {
    const { client, close } = await open(await closedAddress());
    // Many, so that some are about to be tried again, and some are at it.
    const calls: Promise<unknown>[] = [];
    for (let call = 0; call < 20; call += 1) {
      calls.push(client.getSystemInfo({}).catch((error: unknown) => error));
      await sleep(20);
    }
    const begun = Date.now();
    await close();
    for (const call of calls) expect(await call).toMatchObject({ details: expect.any(String) });
    expect(Date.now() - begun).toBeLessThan(5_000);
  });
});
