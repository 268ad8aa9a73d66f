import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** An endpoint for OTLP over HTTP in a process of its own, which writes whatever it is sent to a file, a line each. */
const [file = ''] = process.argv.slice(2);

const server = createServer((request, response) => {
  void text(request).then((body) => {
    appendFileSync(file, `${JSON.stringify({ path: request.url, body })}\n`);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`READY http://127.0.0.1:${port}\n`);
});
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
