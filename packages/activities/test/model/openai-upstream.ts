import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One call, as an OpenAI-compatible endpoint receives it. */
export interface UpstreamRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly body: Readonly<Record<string, unknown>>;
  /** Which call for this model it is, from 1. */
  readonly call: number;
}

/** What to answer: a text, a whole body with a status, or the socket itself for what HTTP forbids. */
export type UpstreamAnswer =
  | string
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Sent as it is when it is a string, else as JSON. */
      readonly body: unknown;
    }
  | { readonly write: (response: ServerResponse) => void };

export interface Upstream {
  readonly baseURL: string;
  readonly requests: readonly UpstreamRequest[];
  stop(): Promise<void>;
}

/** A provider on a free port of this machine that answers as the script says. */
export async function startUpstream(
  script: (request: UpstreamRequest) => UpstreamAnswer | Promise<UpstreamAnswer>,
): Promise<Upstream> {
  const requests: UpstreamRequest[] = [];
  const server = createServer((incoming, response) => {
    const answer = async (): Promise<void> => {
      const body = JSON.parse(await text(incoming)) as UpstreamRequest['body'];
      const model = String(body['model']);
      const request: UpstreamRequest = {
        path: incoming.url ?? '',
        headers: incoming.headers,
        model,
        messages: (body['messages'] ?? []) as UpstreamRequest['messages'],
        body,
        call: requests.filter((earlier) => earlier.model === model).length + 1,
      };
      requests.push(request);
      send(response, await script(request), model);
    };
    answer().catch(() => response.destroy());
  });
  // A connection that is closed for want of use, just as it is used again, is a fault of its own.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A chat completion with one choice; `choice` replaces members of it, `rest` members of the whole. */
export function completion(
  message: Readonly<Record<string, unknown>>,
  choice: Readonly<Record<string, unknown>> = {},
  rest: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_767_225_600,
    model: 'scripted-1',
    choices: [
      { index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop', ...choice },
    ],
    usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 },
    ...rest,
  };
}

function send(response: ServerResponse, answer: UpstreamAnswer, model: string): void {
  if (typeof answer === 'object' && 'write' in answer) {
    answer.write(response);
    return;
  }
  const {
    status = 200,
    headers,
    body,
  } = typeof answer === 'string'
    ? { body: completion({ content: answer }, {}, { model }) }
    : answer;
  const isText = typeof body === 'string' || Buffer.isBuffer(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(isText ? body : JSON.stringify(body));
}
