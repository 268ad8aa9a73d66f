import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { promptShape, type PromptShape } from './prompt-shape.js';

/**
 * A model behind chat completions, in a process of its own so that it takes nothing from who is measured.
 *
 * Told by its parent how long it takes, what it answers next, and to say what it was asked.
 */
let latencyMs = 0;
let script: readonly string[] = [];
let tokenMs: number | undefined;
const answers: AnswerTimes[] = [];
const prompts: PromptShape[] = [];
let last = '';

interface Asked {
  readonly stream?: boolean;
  readonly messages?: readonly { readonly role: string; readonly content: string }[];
  readonly response_format?: { readonly json_schema?: { readonly name?: string } };
}

function answerTo({ messages = [], response_format }: Asked): string {
  if (response_format?.json_schema?.name === 'verdict') return '{"valid":true,"reason":null}';
  const prompt = JSON.stringify(messages);
  const summarizes = response_format === undefined && messages[0]?.content.includes('summary');
  prompts.push(promptShape(prompt, last));
  if (!summarizes) last = prompt;
  const [next, ...others] = script;
  script = others;
  const said = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  const response = `I have read ${said.length} characters and go on from there.`;
  return next ?? JSON.stringify({ response, next: 'question', tool: null, input: null });
}

/** Tells an answer token by token; the first one ends with the first word that a person reads. */
async function stream(
  response: ServerResponse,
  { content, tokenMs }: { readonly content: string; readonly tokenMs: number },
): Promise<void> {
  const [first = ''] = /^[^:]*:\s*"\S+\s?/.exec(content) ?? [];
  const tokens = [first, ...(content.slice(first.length).match(/[^]{1,4}/g) ?? [])];
  const about = { id: 'c', object: 'chat.completion.chunk', created: 0, model: 'stub' };
  const tell = (delta: object, finish_reason: string | null): void => {
    const chunk = { ...about, choices: [{ index: 0, delta, finish_reason }] };
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const firstAt = Date.now();
  for (const [index, token] of tokens.entries()) {
    if (index > 0 && tokenMs > 0) await sleep(tokenMs);
    tell({ role: 'assistant', content: token }, null);
  }
  tell({}, 'stop');
  response.end('data: [DONE]\n\n');
  answers.push({ firstAt, endedAt: Date.now() });
}

const server = createServer((request, response) => {
  const answer = async (): Promise<void> => {
    const asked = JSON.parse(await text(request)) as Asked;
    const content = answerTo(asked);
    if (latencyMs > 0) await sleep(latencyMs);
    if (asked.stream === true && tokenMs !== undefined) {
      await stream(response, { content, tokenMs });
      return;
    }
    const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
    const choice = { index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        id: 'c',
        object: 'chat.completion',
        created: 0,
        model: 'stub',
        choices: [choice],
        usage,
      }),
    );
  };
  answer().catch(() => response.destroy());
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ kind: 'ready', url: `http://127.0.0.1:${port}/v1` });
});

process.once('disconnect', () => process.exit(0));
process.on('message', (order: StubOrder) => {
  if (order.latencyMs !== undefined) ({ latencyMs } = order);
  if (order.script !== undefined) ({ script } = order);
  if (order.tokenMs !== undefined) ({ tokenMs } = order);
  process.send?.({ kind: 'done', prompts: prompts.splice(0), answers: answers.splice(0) });
});

/** When an answer was told that was told bit by bit, in milliseconds since the epoch. */
export interface AnswerTimes {
  /** Its first token. */
  readonly firstAt: number;
  readonly endedAt: number;
}

/** What it did since the last order. */
export interface StubReport {
  readonly prompts: readonly PromptShape[];
  readonly answers: readonly AnswerTimes[];
}

/** What the parent may ask for; each order is answered with a {@link StubReport}. */
export interface StubOrder {
  readonly latencyMs?: number;
  readonly script?: readonly string[];
  /** From now on it streams where it is asked to, with so long between two tokens. */
  readonly tokenMs?: number;
}
