import type { Readable, Writable } from 'node:stream';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';

/** Where the protocol is spoken. */
export interface StdioOptions {
  /** @defaultValue `process.stdin` */
  readonly input?: Readable;
  /** Nothing else may be written to it. @defaultValue `process.stdout` */
  readonly output?: Writable;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/** Has a server speak over standard input and output, until the assistant leaves or the signal says so. */
export async function serveOverStdio(
  server: McpServer,
  { input = process.stdin, output = process.stdout, signal }: StdioOptions = {},
): Promise<void> {
  const over = new Promise<void>((resolve) => {
    const leave = (): void => resolve();
    for (const event of ['end', 'close', 'error']) input.once(event, leave);
    output.once('error', leave);
    signal?.addEventListener('abort', leave, { once: true });
    if (signal?.aborted) leave();
  });
  await server.connect(new StdioServerTransport(input, output));
  await over;
  await server.close();
}
