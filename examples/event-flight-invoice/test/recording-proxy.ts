import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that came through. */
interface Recorded {
  readonly call: string;
  readonly key: string | undefined;
  readonly body: URLSearchParams;
  /** Whether it reached the server behind; a repeat of a key is answered from memory. */
  readonly forwarded: boolean;
  readonly status: number;
}

/** A proxy that holds its clients to idempotency keys as Stripe does, and remembers what it saw. */
export interface RecordingProxy {
  readonly baseUrl: string;
  readonly requests: Recorded[];
  /** Loses the answer of the first such call after it took effect, as a crash in between would. */
  loseAnswerOf: string | undefined;
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

/** Starts a proxy in front of a Stripe API. Customers made through it are found by their address. */
export async function startRecordingProxy(upstream: string): Promise<RecordingProxy> {
  const requests: Recorded[] = [];
  const answers = new Map<string, { readonly asked: string; reply: Reply }>();
  const customers: { email?: string }[] = [];

  const forward = async (request: IncomingMessage, text: string): Promise<Reply> => {
    const response = await fetch(new URL(request.url ?? '/', upstream), {
      method: request.method ?? 'GET',
      headers: {
        authorization: request.headers.authorization ?? '',
        'content-type': request.headers['content-type'] ?? 'application/x-www-form-urlencoded',
      },
      ...(request.method === 'POST' ? { body: text } : {}),
    });
    return { status: response.status, text: await response.text() };
  };

  const answerTo = async (request: IncomingMessage, body: string) => {
    const url = new URL(request.url ?? '/', upstream);
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST') {
      const reply = await forward(request, body);
      if (url.pathname !== '/v1/customers') return { forwarded: true, reply };
      const data = customers.filter(({ email }) => email === url.searchParams.get('email'));
      return {
        forwarded: true,
        reply: { ...reply, text: JSON.stringify({ object: 'list', data }) },
      };
    }
    if (typeof key !== 'string') {
      return { forwarded: false, reply: refusal('A POST needs an Idempotency-Key.') };
    }
    const asked = `${url.pathname}?${body}`;
    const known = answers.get(key);
    if (known !== undefined) {
      const reply =
        known.asked === asked ? known.reply : refusal('The key had another body before.');
      return { forwarded: false, reply };
    }
    const entry = { asked, reply: refusal('A request with this key is under way.', 409) };
    answers.set(key, entry);
    const reply = await forward(request, body);
    entry.reply = reply;
    if (url.pathname === '/v1/customers') customers.push(JSON.parse(reply.text) as object);
    return { forwarded: true, reply };
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await textOf(request);
    const { forwarded, reply } = await answerTo(request, text);
    const call = callOf(request);
    const key = request.headers['idempotency-key'];
    requests.push({
      call,
      key: typeof key === 'string' ? key : undefined,
      body: new URLSearchParams(text),
      forwarded,
      status: reply.status,
    });
    if (proxy.loseAnswerOf === call) {
      proxy.loseAnswerOf = undefined;
      response.destroy();
      return;
    }
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.text);
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const proxy: RecordingProxy = {
    baseUrl: `http://127.0.0.1:${port}`,
    requests,
    loseAnswerOf: undefined,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return proxy;
}

function callOf({ method, url = '/' }: IncomingMessage): string {
  const path = url.split('?')[0] ?? '';
  return `${method} ${path.replace(/^\/v1\//, '').replace(/\/in_[^/]+/, '/:id')}`;
}

function refusal(message: string, status = 400): Reply {
  const error = { type: 'idempotency_error', message };
  return { status, text: JSON.stringify({ error }) };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
