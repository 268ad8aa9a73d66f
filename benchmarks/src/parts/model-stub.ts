import { createServer } from 'node:http';
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
const prompts: PromptShape[] = [];
let last = '';

interface Asked {
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

const server = createServer((request, response) => {
  const answer = async (): Promise<void> => {
    const asked = JSON.parse(await text(request)) as Asked;
    const content = answerTo(asked);
    if (latencyMs > 0) await sleep(latencyMs);
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
  process.send?.({ kind: 'done', prompts: prompts.splice(0) });
});

/** What the parent may ask for; each order is answered with the prompts since the last one. */
export interface StubOrder {
  readonly latencyMs?: number;
  readonly script?: readonly string[];
}
