import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { offlineModel, openaiModel } from '@durable-goals/activities';
import { defineGoal, defineTool, type Goal, type Model } from '@durable-goals/core';
import { readLedger } from '@durable-goals/example-event-flight-invoice';
import { createTestAgent, scriptedModel, type TestAgent } from '@durable-goals/testing';
import * as z from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  startUpstream,
  type Upstream,
} from '../../packages/activities/test/model/openai-upstream.js';
import { bookTrip, tripWithLedger } from '../conversation/trip.js';
import { clients } from './http-clients.js';
import { scenarios, shopGoals, type Scenario } from './scenarios.js';
import { scriptedProvider } from './scripted-provider.js';
import { startStrictProvider, type StrictProvider } from './strict-provider.js';
import { scriptedLines, tripOfProvider, tripScript } from './trip-script.js';

const folder = mkdtempSync(join(tmpdir(), 'planners-'));
const planners = ['json', 'tools'] as const;
const lines = scriptedLines;

let server: TestAgent<[]>;
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  server = await createTestAgent({ goals: [], server: 'dev' });
});
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await server.close();
  rmSync(folder, { recursive: true });
});

/** The models that there are, by name; LiteLLM has a test of its own, which shares its proxy. */
const models: Readonly<
  Record<string, { planners: readonly (typeof planners)[number][]; make: () => Promise<Made> }>
> = {
  offline: { planners, make: () => Promise.resolve({ model: offlineModel() }) },
  scripted: { planners, make: () => Promise.resolve({ model: scriptedModel(tripScript), lines }) },
  'a strict provider': {
    planners: ['tools'],
    async make() {
      const provider = await startStrictProvider(tripOfProvider);
      stops.push(() => provider.stop());
      return {
        model: openaiModel({ model: 'strict', baseURL: provider.baseURL }),
        lines,
        provider,
      };
    },
  },
};

interface Made {
  readonly model: Model;
  readonly lines?: readonly string[];
  readonly provider?: StrictProvider;
}

const cases = Object.entries(models).flatMap(([name, { planners: own, make }]) =>
  own.map((planner) => [planner, name, make] as const),
);

describe.each(cases)('planner %s with %s', (planner, name, make) => {
  test('books a trip: three tools in order, each approved, one invoice', async () => {
    const made = await make();
    const ledger = join(folder, `${planner}-${name.replaceAll(' ', '-')}.jsonl`);
    const goal = defineGoal({ ...tripWithLedger(ledger), planner });
    const agent = await createTestAgent({
      goals: [goal],
      model: made.model,
      server: server.environment,
    });
    try {
      const chat = await agent.start('event-flight-invoice');
      const { approved, answers } = await bookTrip(chat, made.lines);
      expect(made.provider?.refusals ?? []).toEqual([]);
      expect(approved).toEqual(['FindEvents', 'SearchFlights', 'CreateInvoice']);
      expect(answers.at(-1)).toMatchObject({ state: 'ended', outcome: 'done' });
      const invoices = await readLedger(ledger);
      expect(invoices).toHaveLength(1);
      const { messages } = await chat.result();
      const results = messages.flatMap(({ toolResult }) => toolResult ?? []);
      expect(results.map(({ outcome }) => outcome)).toEqual(Array(3).fill('completed'));
      expect(results.at(-1)?.output).toMatchObject({ reference: invoices[0]?.reference });
      // Nobody but its model reads what the provider sent.
      for (const signature of made.provider?.signatures ?? []) {
        expect(JSON.stringify([messages, answers])).not.toContain(signature);
      }
    } finally {
      await agent.close();
    }
  });
});

/** What all models do alike, whose scripts are played by themselves or by a provider. */
describe('both planners do the same', () => {
  const provider = scriptedProvider();
  let upstream: Upstream;
  let agent: TestAgent<readonly Goal[]>;
  beforeAll(async () => {
    upstream = await startUpstream((request) => provider.answer(request));
    stops.push(() => upstream.stop());
    agent = await createTestAgent({
      goals: planners.flatMap((planner) => [...shopGoals(planner)]),
      model: offlineModel(),
      modelById: (id) => made.get(id) ?? offlineModel(),
      server: server.environment,
    });
  });
  afterAll(async () => await agent.close());

  const made = new Map<string, Model>();
  const makers: Readonly<Record<string, (id: string, scenario: Scenario) => Model>> = {
    offlineModel: () => offlineModel(),
    scriptedModel: (id, { script }) => scriptedModel(script, { id }),
    ...Object.fromEntries(
      Object.entries(clients).map(([name, make]) => [
        name,
        (id: string, scenario: Scenario) => {
          provider.play(id, scenario);
          return make(id, { baseURL: upstream.baseURL, apiKey: 'none' });
        },
      ]),
    ),
  };
  const cells = planners.flatMap((planner) =>
    Object.entries(makers).map(([name, make]) => ({ planner, name, make })),
  );

  describe.each(cells)('planner $planner with $name', ({ planner, name, make }) => {
    const played = scenarios.filter(
      ({ unscripted }) => unscripted === true || name !== 'offlineModel',
    );
    test.each(played)('$name', async (scenario) => {
      const id = `${planner} ${name} ${scenario.name}`;
      made.set(id, make(id, scenario));
      await scenario.play(agent, { planner, model: id });
      if (name in clients) expect(provider.refusals(id)).toEqual([]);
    });
  });
});

const rooms = defineTool({
  name: 'FreeRooms',
  description: 'Lists free rooms',
  input: z.strictObject({ day: z.string() }),
  effect: 'read',
  needsApproval: 'never',
  execute: ({ day }) => [`${day}: Aspen`],
});
const book = defineTool({
  name: 'Book',
  description: 'Books a room',
  input: z.strictObject({ room: z.string() }),
  effect: 'idempotent',
  needsApproval: 'always',
  execute: ({ room }) => ({ booked: room }),
});

/** A goal whose conversations hand over after each turn, and give a reference. */
const desk = defineGoal({
  id: 'desk',
  title: 'Book a room',
  instructions: 'Book a room.',
  tools: [rooms, book],
  planner: 'tools',
  validatePrompts: false,
  continueAsNewAfterTurns: 1,
  output: z.object({ room: z.string() }),
});

describe('a conversation with a provider that is strict', () => {
  test('goes on through runs, edits, new messages and several calls at once', async () => {
    const provider = await startStrictProvider([
      'Which day?',
      [
        { tool: 'FreeRooms', input: { day: 'Monday' } },
        { tool: 'FreeRooms', input: { day: 'Tuesday' } },
        { tool: 'FreeRooms', input: { day: 'Monday' } },
        { tool: 'FreeRoom', input: {} },
      ],
      'Aspen is free on both. Shall I book it?',
      [{ tool: 'Book', input: { request: { room: 'Aspen' } } }],
      [{ tool: 'Book', input: '{"room":"Birch"}' }],
      'Done. Anything else?',
      [{ tool: 'give_result', input: { room: 'Alder' } }],
    ]);
    stops.push(() => provider.stop());
    const model = openaiModel({ model: 'strict', baseURL: provider.baseURL });
    const agent = await createTestAgent({ goals: [desk], model, server: server.environment });
    try {
      const chat = await agent.start('desk');
      const handle = agent.client.workflow.getHandle(chat.id);
      const first = await handle.describe();
      await chat.send('Monday or Tuesday');
      // A run lasts a second at least; the next one has to know what the provider sent to the first.
      await expect
        .poll(async () => (await handle.describe()).runId, { timeout: 20_000 })
        .not.toBe(first.runId);
      const asked = await chat.send('Yes');
      expect(asked.approvals).toMatchObject([{ tool: 'Book', input: { room: 'Aspen' } }]);
      const again = await chat.send('No, Birch');
      const [call] = again.approvals;
      if (call === undefined) throw new Error('Nothing waits.');
      await chat.edit(call, { room: 'Alder' }, { by: 'ada@example.com' });
      await chat.send('That is all');
      expect(provider.refusals).toEqual([]);
      expect(provider.planned()).toBe(7);
      const { output, outcome } = await chat.result();
      expect({ output, outcome }).toEqual({ output: { room: 'Alder' }, outcome: 'done' });
      const last = JSON.stringify(provider.requests.at(-1)?.messages);
      for (const signature of provider.signatures.slice(0, 3)) expect(last).toContain(signature);
    } finally {
      await agent.close();
    }
  });
});
