import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { openaiModel } from '@durable-goals/activities';
import { AgentClient } from '@durable-goals/client';
import { defineGoal, type JsonObject } from '@durable-goals/core';
import { createTestAgent, type TestAgent } from '@durable-goals/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  completion,
  startUpstream,
  type Upstream,
} from '../../../packages/activities/test/model/openai-upstream.js';
import { startStrictProvider, type ProviderStep } from '../../../test/planners/strict-provider.js';
import { startWorker, type WorkerProcess } from '../../../test/worker-process.js';
import { weatherGoal } from '../src/index.js';
import { startWeatherServer, type WeatherServer } from './weather-server.js';

let server: TestAgent<[]>;
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  server = await createTestAgent({ goals: [], server: 'dev' });
});
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});
afterAll(async () => {
  await server.close();
});

/** The services, in the place of the public ones. */
async function weather(
  beforeAnswer?: Parameters<typeof startWeatherServer>[0],
): Promise<WeatherServer> {
  const services = await startWeatherServer(beforeAnswer);
  const before = { ...process.env };
  Object.assign(process.env, services.environment);
  stops.push(async () => {
    process.env = before;
    await services.stop();
  });
  return services;
}

/** A Worker with the weather goal, whose model plays a script. */
async function agentWith(script: readonly ProviderStep[]) {
  const provider = await startStrictProvider(script);
  stops.push(() => provider.stop());
  const model = openaiModel({ model: 'weather-model', baseURL: provider.baseURL });
  const agent = await createTestAgent({
    goals: [defineGoal({ ...weatherGoal, toolTiming: { heartbeatMs: 1_000 } })],
    model,
    server: server.environment,
  });
  stops.push(() => agent.close());
  return { agent, provider };
}

const call = (tool: string, input: JsonObject = {}) => [{ tool, input }] as const;
const ip = call('get_ip_address');
const location = call('get_location_info', { ipaddress: '203.0.113.7' });
const alertsIn = (state: string) => call('get_weather_alerts', { state });

/** The five questions of the tutorial: what the model does, what the services are asked, what comes out. */
const questions: readonly (readonly [
  question: string,
  script: readonly ProviderStep[],
  asked: readonly string[],
])[] = [
  [
    'are there any weather alerts for where I am?',
    [ip, location, alertsIn('WA'), 'A Wind Advisory holds for Seattle.'],
    ['/', '/json/203.0.113.7', '/alerts/active/area/WA'],
  ],
  [
    'are there any weather alerts for New York?',
    [alertsIn('ny'), 'Two: a Winter Storm Warning and a Coastal Flood Advisory.'],
    ['/alerts/active/area/NY'],
  ],
  ['where am I?', [ip, location, 'In Seattle, Washington.'], ['/', '/json/203.0.113.7']],
  ['what is my ip address?', [ip, 'It is 203.0.113.7.'], ['/']],
  ['tell me a joke', ['Rain asks for my name / I say that I am a cloud / It calls me later'], []],
];

describe('the weather agent', () => {
  test.each(questions)('%s', async (question, script, asked) => {
    const services = await weather();
    const { agent, provider } = await agentWith(script);
    const { text, usage, output } = await agent.agents.run('weather', question);
    expect(text).toBe(script.at(-1));
    expect(output).toBeUndefined();
    expect(services.asked).toEqual(asked);
    expect(usage).toMatchObject({ modelCalls: script.length, toolCalls: asked.length });
    expect(provider.refusals).toEqual([]);
  });

  test('answers them without a language model, too, by rules', async () => {
    const services = await weather();
    const agent = await createTestAgent({ goals: [weatherGoal], server: server.environment });
    stops.push(() => agent.close());
    const answers = [
      '1. Wind Advisory',
      'Winter Storm Warning',
      'Seattle',
      '203.0.113.7',
      'None of my tools answers that.',
    ];
    for (const [index, [question, , asked]] of questions.entries()) {
      const before = services.asked.length;
      const { text } = await agent.agents.run('weather', question);
      expect.soft(text).toContain(answers[index]);
      expect.soft(services.asked.slice(before)).toEqual(asked);
    }
    const { text } = await agent.agents.run('weather', 'Any alerts in California?');
    expect(text).toContain('Nothing was found');
    const nowhere = await agent.agents.run('weather', 'Where is 10.0.0.1?');
    expect(nowhere.text).toContain("Nobody knows where '10.0.0.1' is");
  });

  test('unwraps arguments that are wrapped once too often, and reads what a service refuses', async () => {
    const services = await weather();
    const { agent, provider } = await agentWith([
      call('get_weather_alerts', { request: { state: 'CA' } }),
      [...alertsIn('ZZ'), ...call('get_location_info', { ipaddress: '10.0.0.1' })],
      'None in California; ZZ is no state.',
    ]);
    await agent.agents.run('weather', 'Alerts in CA and ZZ?');
    expect(services.asked.toSorted()).toEqual([
      '/alerts/active/area/CA',
      '/alerts/active/area/ZZ',
      '/json/10.0.0.1',
    ]);
    const told = provider.requests
      .at(-1)
      ?.messages.flatMap((message) => (message.role === 'tool' ? [message.content] : []));
    expect(told).toEqual([
      '{"state":"CA","count":0,"alerts":[]}',
      expect.stringContaining("Invalid value for 'area': ZZ"),
      expect.stringContaining("Nobody knows where '10.0.0.1' is: private range."),
    ]);
  });

  test('takes up what a person says while it runs, between two steps', async () => {
    let isAsked = (): void => {};
    const asking = new Promise<void>((resolve) => (isAsked = resolve));
    let goOn = (): void => {};
    const going = new Promise<void>((resolve) => (goOn = resolve));
    await weather(async (path) => {
      if (path !== '/') return;
      isAsked();
      await going;
    });
    const { agent, provider } = await agentWith([ip, alertsIn('NY'), 'Two in New York.']);
    const run = await agent.agents.startRun('weather', 'Any alerts where I am?');
    await asking;
    const sent = run.send('I mean New York');
    await expect.poll(async () => (await run.status()).queued).toBe(1);
    goOn();
    const { text } = await run.answer();
    expect(text).toBe('Two in New York.');
    expect(await sent).toMatchObject({ state: 'ended', outcome: 'done' });
    const second = provider.requests[1]?.messages.slice(-2).map(({ role }) => role);
    expect(second).toEqual(['tool', 'user']);
    expect(provider.refusals).toEqual([]);
  });

  test('stops within its limits: it answers with what it has, or says that it did not', async () => {
    await weather();
    const { agent, provider } = await agentWith([
      ip,
      'You are at 203.0.113.7; more I could not find.',
    ]);
    const limits = { modelCalls: 2 };
    const { text } = await agent.agents.run('weather', 'Where am I?', { limits });
    expect(text).toContain('more I could not find');
    expect(provider.requests.at(-1)?.body['tool_choice']).toBe('none');
    const other = await agentWith([ip, ip, ip]);
    const stopped = other.agent.agents.run('weather', 'Where am I?', {
      limits: { wallTimeMs: 1 },
    });
    await expect(stopped).rejects.toMatchObject({
      type: 'RunStopped',
      message: expect.stringContaining('may last 1 millisecond'),
      details: [{ outcome: 'limit', limit: { limit: 'wallTimeMs', max: 1 } }],
    });
  });

  test('is cancelled with its caller, and aborts the tool that runs', async () => {
    let isAsked = (): void => {};
    const asking = new Promise<void>((resolve) => (isAsked = resolve));
    await weather(() => {
      isAsked();
      return new Promise(() => {});
    });
    const { agent } = await agentWith([ip, 'Never said.']);
    const stop = new AbortController();
    const conversationId = `run-${randomUUID()}`;
    const { signal } = stop;
    const run = agent.agents.run('weather', 'Where am I?', { conversationId, signal });
    const failed = expect(run).rejects.toThrow('enough');
    await asking;
    stop.abort(new Error('enough'));
    await failed;
    const { status } = await agent.client.workflow.getHandle(conversationId).describe();
    expect(status.name).toBe('CANCELLED');
  });

  test('is started once under an id, and a chat under that id is refused', async () => {
    await weather();
    const { agent } = await agentWith([ip, 'It is 203.0.113.7.']);
    const conversationId = `run-${randomUUID()}`;
    const first = await agent.agents.startRun('weather', 'My address?', { conversationId });
    await expect(agent.agents.start('weather', { conversationId })).rejects.toMatchObject({
      type: 'OtherGoal',
      message: expect.stringContaining('is a run that goes on'),
    });
    const again = await agent.agents.startRun('weather', 'My address?', { conversationId });
    expect(await Promise.all([first.answer(), again.answer()])).toMatchObject([
      { text: 'It is 203.0.113.7.' },
      { text: 'It is 203.0.113.7.' },
    ]);
  });
});

describe('a run whose Worker is killed', () => {
  /** What the model says next, by how many results it has read; it remembers nothing itself. */
  const steps: readonly ProviderStep[] = [ip, location, alertsIn('WA'), 'A Wind Advisory.'];

  test('repeats no model call and no tool call that was completed', async () => {
    const taskQueue = `weather-${randomUUID()}`;
    const { address } = server.environment;
    const modelCalls = [0, 0, 0, 0];
    let current: WorkerProcess | undefined;
    const kill = async (): Promise<void> => {
      const { child } = current ?? {};
      if (child === undefined) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
      current = undefined;
      void next();
    };
    const services = await weather(async (path) => {
      // In the middle of the third tool, the first time.
      const isFirst = services.asked.filter((other) => other === path).length === 1;
      if (path.startsWith('/alerts') && isFirst) await kill();
    });
    const upstream: Upstream = await startUpstream(async ({ messages }) => {
      const stage = messages.filter(({ role }) => role === 'tool').length;
      modelCalls[stage] = (modelCalls[stage] ?? 0) + 1;
      // In the middle of the second model call, the first time.
      if (stage === 1 && modelCalls[1] === 1) await kill();
      const step = steps[stage] ?? '';
      if (typeof step === 'string') return step;
      const [asked] = step;
      const called = { name: asked?.tool, arguments: JSON.stringify(asked?.input) };
      return {
        body: completion(
          { content: null, tool_calls: [{ id: `c${stage}`, type: 'function', function: called }] },
          { finish_reason: 'tool_calls' },
        ),
      };
    });
    stops.push(() => upstream.stop());
    const worker = new URL('weather-worker.ts', import.meta.url).pathname;
    const next = async (): Promise<void> => {
      current = await startWorker(worker, [address, taskQueue, upstream.baseURL]);
    };
    await next();
    stops.push(async () => await current?.stop());

    const client = new AgentClient<[typeof weatherGoal]>({ client: server.client, taskQueue });
    const { text, usage } = await client.run('weather', 'Any alerts where I am?');
    expect(text).toBe('A Wind Advisory.');
    // The two that were under way are done again, and no other.
    expect(modelCalls).toEqual([1, 2, 1, 1]);
    const count = (path: string) => services.asked.filter((other) => other === path).length;
    expect(services.asked.filter((path) => path === '/')).toHaveLength(1);
    expect(count('/json/203.0.113.7')).toBe(1);
    expect(count('/alerts/active/area/WA')).toBe(2);
    expect(usage.toolCalls).toBe(3);
  }, 120_000);
});
