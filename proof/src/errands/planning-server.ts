import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { planOfPrompt, type Prompted } from './prompted.js';
import type { AtEnd } from '../parts/at-end.js';

/** A provider of a language model, as chat completions over HTTP. */
export interface PlanningServer {
  /** `ip:port` */
  readonly address: string;
}

/** Serves a stand-in for a language model on this machine, which plans errands. */
export async function startPlanningServer(atEnd: AtEnd): Promise<PlanningServer> {
  const server = createServer((request, response) => {
    void (async () => {
      const { messages } = JSON.parse(await bodyOf(request)) as { messages: readonly Prompted[] };
      await sleep(150);
      const content = planOfPrompt(messages);
      const choices = [
        { index: 0, finish_reason: 'stop', message: { role: 'assistant', content } },
      ];
      const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          id: 'c1',
          object: 'chat.completion',
          created: 0,
          model: 'errands',
          choices,
          usage,
        }),
      );
    })().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { address: `127.0.0.1:${port}` };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
