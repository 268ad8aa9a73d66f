import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modelFromEnv } from '@durable-goals/activities';
import { defineGoal, type Goal, type JsonObject, type Model } from '@durable-goals/core';
import { readLedger } from '@durable-goals/example-event-flight-invoice';
import { createTestAgent, recordHistory, type TestAgent } from '@durable-goals/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  startLiteLlmProxy,
  upstreamKey,
  whyNoLiteLlm,
  type LiteLlmProxy,
} from '../packages/activities/test/model/litellm-proxy.js';
import {
  startUpstream,
  type Upstream,
  type UpstreamAnswer,
  type UpstreamRequest,
} from '../packages/activities/test/model/openai-upstream.js';
import { bookTrip, tripWithLedger } from './conversation/trip.js';
import { clients } from './planners/http-clients.js';
import { scenarios, shopGoals } from './planners/scenarios.js';
import { scriptedProvider } from './planners/scripted-provider.js';
import { isSameBehindProxy, strictProvider } from './planners/strict-provider.js';
import { scriptedLines, tripOfProvider } from './planners/trip-script.js';

const planners = ['json', 'tools'] as const;

/** Installing the proxy takes a minute, on a slow line more. */
const installTimeoutMs = 1_000_000;

/** A day of next year, so that the flights are in the future whenever this runs. */
const day = (date: string): string => `${new Date().getUTCFullYear() + 1}-${date}`;
const call = (tool: string, input: JsonObject): string =>
  JSON.stringify({ response: `I would run ${tool}.`, next: 'confirm', tool, input });
const say = (response: string): string => JSON.stringify({ response, next: 'question' });

/** What the provider answers when it plans, one after the other. Models wrap JSON in what they like. */
const plans = [
  say('Hello! Which city and month do you have in mind?'),
  `Here is the next step:\n\`\`\`json\n${call('FindEvents', { city: 'Melbourne', month: 'March' })}\n\`\`\``,
  say('Which event shall it be, and where do you fly from?'),
  call('SearchFlights', {
    origin: 'Sydney',
    destination: 'Melbourne',
    dateDepart: day('03-02'),
    dateReturn: day('03-09'),
  }),
  say('Which flight, and which email address?'),
  call('CreateInvoice', {
    amount: 182.5,
    tripDetails: 'Sydney to Melbourne and back',
    email: 'ada@example.com',
    daysUntilDue: null,
  }),
  JSON.stringify({ response: 'Your invoice is made. Enjoy Melbourne!', next: 'done' }),
];
const lines = [
  'Melbourne in March',
  'The first one, from Sydney',
  'The cheap one, ada@example.com',
];

describe('through a LiteLLM proxy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'litellm-trip-'));
  const ledger = join(folder, 'ledger.jsonl');
  const nativeLedger = join(folder, 'native.jsonl');
  const native = defineGoal({
    ...tripWithLedger(nativeLedger),
    id: 'native-trip',
    planner: 'tools',
  });
  const goals = [tripWithLedger(ledger), native] as const;
  const strict = strictProvider(tripOfProvider, isSameBehindProxy);
  const asked: string[] = [];
  const scripted = scriptedProvider();
  const made = new Map<string, Model>();
  let missing: string | undefined;
  let upstream: Upstream | undefined;
  let proxy: LiteLlmProxy | undefined;
  let agent: TestAgent<typeof goals> | undefined;
  let shop: TestAgent<readonly Goal[]> | undefined;

  function answer({ model, body }: UpstreamRequest): UpstreamAnswer {
    if (model !== 'trip-model') return scripted.answer({ model, body });
    if (body['tools'] !== undefined) return strict.answer({ body });
    const format = body['response_format'] as { json_schema?: { name?: string } } | undefined;
    const purpose = format?.json_schema?.name ?? 'text';
    asked.push(purpose);
    if (purpose === 'verdict') return '{"valid": true}';
    const plan = plans[asked.filter((other) => other === 'next_step').length - 1];
    return plan ?? 'There is nothing left to say.';
  }

  beforeAll(async () => {
    missing = await whyNoLiteLlm();
    if (missing !== undefined) return;
    upstream = await startUpstream(answer);
    proxy = await startLiteLlmProxy({ upstreamBaseUrl: upstream.baseURL, model: '*' });
    const chosen = modelFromEnv({
      LLM_MODEL: 'trip-model',
      LLM_KEY: proxy.apiKey,
      LLM_BASE_URL: proxy.baseURL,
    });
    if (chosen === undefined) throw new Error('No model was chosen.');
    expect(chosen.words).not.toContain(proxy.apiKey);
    agent = await createTestAgent({ goals, model: chosen.model, server: 'dev' });
    shop = await createTestAgent({
      goals: planners.flatMap((planner) => [...shopGoals(planner)]),
      model: chosen.model,
      modelById: (id) => made.get(id) ?? chosen.model,
      server: agent.environment,
    });
  }, installTimeoutMs);
  beforeEach(({ skip }) => {
    if (missing !== undefined) skip(missing);
  });
  afterAll(async () => {
    await shop?.close();
    await agent?.close();
    await proxy?.stop();
    await upstream?.stop();
    rmSync(folder, { recursive: true });
  });

  test('a trip runs three tools in order, each approved, and ends with the reference of one invoice', async () => {
    if (agent === undefined) return;
    const chat = await agent.start('event-flight-invoice', { conversationId: 'litellm-trip' });
    const { approved, answers } = await bookTrip(chat, lines);
    expect(approved).toEqual(['FindEvents', 'SearchFlights', 'CreateInvoice']);
    expect(answers.at(-1)).toMatchObject({ state: 'ended', outcome: 'done' });

    const invoices = await readLedger(ledger);
    expect(invoices).toMatchObject([{ amountCents: 18_250, email: 'ada@example.com' }]);
    const { messages, usage } = await chat.result();
    const results = messages.flatMap(({ toolResult }) => toolResult ?? []);
    expect(results.map(({ outcome }) => outcome)).toEqual(Array(3).fill('completed'));
    expect(results.at(-1)?.output).toMatchObject({ reference: invoices[0]?.reference });

    // Each message is checked and planned side by side; greeting and tool results are only planned.
    expect(asked.filter((purpose) => purpose === 'verdict')).toHaveLength(3);
    expect(asked.filter((purpose) => purpose === 'next_step')).toHaveLength(plans.length);
    expect(usage).toMatchObject({ modelCalls: 10, inputTokens: 120, outputTokens: 30 });
  });

  test('a trip shows the provider what the tools found, and nobody a key', async () => {
    if (agent === undefined || proxy === undefined || upstream === undefined) return;
    const last = JSON.stringify(upstream.requests.at(-1)?.messages);
    const [invoice] = await readLedger(ledger);
    expect(last).toContain(invoice?.reference);
    expect(last).toContain('FindEvents');
    const history = await recordHistory(agent.client, 'litellm-trip');
    const readable = history.replaceAll(/"data":\s*"([^"]*)"/g, (_, data: string) =>
      Buffer.from(data, 'base64').toString(),
    );
    expect(readable).toContain(invoice?.reference);
    for (const key of [proxy.apiKey, upstreamKey]) expect(readable).not.toContain(key);
  });

  test('a trip with native calls gives the provider back what it sent, and ends with one invoice', async () => {
    if (agent === undefined) return;
    const chat = await agent.start('native-trip');
    const { approved, answers } = await bookTrip(chat, scriptedLines);
    expect(strict.refusals).toEqual([]);
    expect(strict.signatures).toHaveLength(4);
    expect(approved).toEqual(['FindEvents', 'SearchFlights', 'CreateInvoice']);
    expect(answers.at(-1)).toMatchObject({ state: 'ended', outcome: 'done' });
    expect(await readLedger(nativeLedger)).toHaveLength(1);
  });

  const cells = planners.flatMap((planner) =>
    Object.entries(clients).map(([name, client]) => ({ planner, name, client })),
  );
  describe.each(cells)('planner $planner with $name', ({ planner, name, client }) => {
    test.each(scenarios)('$name', async (scenario) => {
      if (shop === undefined || proxy === undefined) return;
      const model = `${planner}-${name}-${scenarios.indexOf(scenario)}`;
      scripted.play(model, scenario);
      const { apiKey } = proxy;
      made.set(model, client(model, { apiKey, baseURL: `${proxy.baseURL}/v1` }));
      await scenario.play(shop, { planner, model });
      expect(scripted.refusals(model)).toEqual([]);
    });
  });
});
