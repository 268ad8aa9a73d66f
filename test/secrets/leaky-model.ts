import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A provider that repeats the key it is called with: in error bodies, texts and tool inputs. */
export interface LeakyModel {
  readonly baseURL: string;
  /** Whether it was called with that key, so that there was something to leak. */
  sawKey(key: string): boolean;
  stop(): Promise<void>;
}

type Answer = (key: string) => { readonly status: number; readonly body: unknown };

const failing =
  (status: number): Answer =>
  (key) => ({
    status,
    body: { error: { message: `Incorrect key ${key}. Header: Bearer ${key}` } },
  });
const saying =
  (step: (key: string) => object): Answer =>
  (key) => ({
    status: 200,
    body: {
      id: 'x',
      object: 'chat.completion',
      created: 0,
      model: 'leaky',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: JSON.stringify(step(key)) },
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    },
  });
const leaking = (how: string): Answer =>
  saying((key) => ({
    response: `I use ${key}.`,
    next: 'confirm',
    tool: 'Leak',
    input: { how, note: key },
  }));
const asking = saying((key) => ({ response: `What else, for ${key}?`, next: 'question' }));

/** An answer as it is streamed, in pieces that cut every secret in it. */
function inPieces(body: unknown): string {
  const { choices, usage, ...rest } = body as {
    readonly choices: readonly [{ readonly message: { readonly content: string } }];
    readonly usage: unknown;
  };
  const pieces = choices[0].message.content.match(/.{1,7}/gs) ?? [];
  const choice = (delta: object, finish: string | null): object => ({
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const chunks: readonly object[] = [
    ...pieces.map((content) => choice({ role: 'assistant', content }, null)),
    choice({}, 'stop'),
    { choices: [], usage },
  ];
  const lines = chunks.map((chunk) =>
    JSON.stringify({ ...rest, object: 'chat.completion.chunk', ...chunk }),
  );
  return [...lines, '[DONE]'].map((line) => `data: ${line}\n\n`).join('');
}

/** Answers of a conversation with two messages; after the second one the key is refused. */
const script: readonly Answer[] = [
  failing(500),
  asking,
  leaking('return'),
  leaking('throw'),
  leaking('fail'),
  asking,
];

export async function startLeakyModel(): Promise<LeakyModel> {
  const keys = new Set<string>();
  let next = 0;
  const server = createServer((request, response) => {
    const key = (request.headers.authorization ?? '').replace('Bearer ', '');
    keys.add(key);
    void text(request).then((asked) => {
      const { status, body } = (script[next] ?? failing(401))(key);
      next += 1;
      const { stream } = JSON.parse(asked) as { readonly stream?: boolean };
      if (stream === true && status === 200) {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end(inPieces(body));
        return;
      }
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    sawKey: (key) => keys.has(key),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
