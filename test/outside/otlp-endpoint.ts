import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** An endpoint for OTLP over HTTP. */
export interface OtlpEndpoint {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts an endpoint that writes whatever it is sent to a file, a line each. */
export async function startOtlpEndpoint(file: string): Promise<OtlpEndpoint> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      appendFileSync(file, `${JSON.stringify({ path: request.url, body })}\n`);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** As a process of its own it takes the file, and prints where it listens. */
if (process.argv[1]?.endsWith('otlp-endpoint.ts')) {
  const endpoint = await startOtlpEndpoint(process.argv[2] ?? '');
  process.once('SIGTERM', () => void endpoint.stop());
  process.stdout.write(`READY ${endpoint.url}\n`);
}
