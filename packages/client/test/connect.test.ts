import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { connectAgents, temporalOptions } from '@durable-goals/client';
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
