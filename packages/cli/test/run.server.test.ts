import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DevServer } from '@durable-goals/dev-server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  startWeatherServer,
  type WeatherServer,
} from '../../../examples/weather/test/weather-server.js';
import { startOtlpEndpoint } from '../../../test/outside/otlp-endpoint.js';
import { sentSpans } from '../../../test/outside/sent-spans.js';
import { startStrictProvider } from '../../../test/planners/strict-provider.js';
import { run, start, temporaryFolder, type Cleanup } from './command.js';
import { startTemporal, temporalCli } from './temporal.js';

const { cli, missing } = await temporalCli();
const cleanups: (() => Promise<void> | void)[] = [];
const afterwards: Cleanup = { onTestFinished: (cleanup) => void cleanups.push(cleanup) };
const goals = fileURLToPath(new URL('../../../examples/weather/src/index.ts', import.meta.url));
const answer = 'A Wind Advisory holds for Seattle.';
let server: DevServer | undefined;
let services: WeatherServer;
/** The file of what the Worker sends to an endpoint for spans. */
let sent = '';
let place: { folder: string; env: Record<string, string> };

beforeAll(async () => {
  server = await startTemporal(cli);
  if (server === undefined) return;
  services = await startWeatherServer();
  const provider = await startStrictProvider([
    [{ tool: 'get_ip_address', input: {} }],
    [{ tool: 'get_location_info', input: { ipaddress: '203.0.113.7' } }],
    [{ tool: 'get_weather_alerts', input: { state: 'WA' } }],
    answer,
  ]);
  const folder = await temporaryFolder(afterwards);
  const temporal = { TEMPORAL_ADDRESS: server.address, TEMPORAL_TASK_QUEUE: folder };
  place = { folder, env: temporal };
  const llm = { LLM_MODEL: 'weather-model', LLM_BASE_URL: provider.baseURL };
  sent = join(folder, 'sent');
  const endpoint = await startOtlpEndpoint(sent);
  const otel = {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '50',
  };
  const env = { ...temporal, ...llm, ...services.environment, ...otel };
  const worker = start(['worker', '--goals', goals], { folder, env }, afterwards);
  await worker.prints(/READY/);
  cleanups.push(
    () => endpoint.stop(),
    () => provider.stop(),
    () => services.stop(),
  );
});
beforeEach(({ skip }) => {
  if (server === undefined) skip(missing);
});
afterAll(async () => {
  for (const cleanup of cleanups.toReversed()) await cleanup();
  await server?.stop();
});

describe('durable-goals run', { timeout: 90_000 }, () => {
  test('prints the final answer, and nothing else, after the tools that it takes', async () => {
    const question = 'Are there any weather alerts where I am?';
    const ended = await run(['run', '--goals', goals, 'weather', question], place);
    expect(ended).toMatchObject({ code: 0, stdout: `${answer}\n`, stderr: '' });
    expect(services.asked).toEqual(['/', '/json/203.0.113.7', '/alerts/active/area/WA']);
  });

  test('has the Worker send spans of it where its environment says, with no code', async () => {
    await expect
      .poll(() => sentSpans(sent).map(({ name }) => name), { timeout: 10_000 })
      .toContain('invoke_agent weather');
    const names = sentSpans(sent).map(({ name }) => name);
    expect(names.filter((name) => name === 'chat weather-model')).toHaveLength(4);
    expect(names).toContain('execute_tool get_weather_alerts');
    expect(new Set(sentSpans(sent).map(({ traceId }) => traceId)).size).toBe(1);
  });

  test('says which goals there are when there is none of that name', async () => {
    const { code, stderr } = await run(['run', '--goals', goals, 'whether', 'Alerts?'], place);
    expect(code).toBe(1);
    expect(stderr).toContain("No goal 'whether' is registered");
    expect(stderr).toContain("'weather'");
  });

  test('says that no Worker answers, and how to wait again, when there is none', async () => {
    const id = `run-${randomUUID()}`;
    const env = { ...place.env, TEMPORAL_TASK_QUEUE: id };
    const args = ['run', '--goals', goals, '--timeout', '1', '--conversation', id];
    const { code, stderr } = await run([...args, 'weather', 'Alerts?'], { ...place, env });
    expect(code).toBe(3);
    expect(stderr).toContain('No Worker answers.');
    expect(stderr).toContain(`--conversation ${id}`);
  });

  test('that is interrupted says that the run lives on, and how to wait again', async () => {
    const id = `run-${randomUUID()}`;
    const env = { ...place.env, TEMPORAL_TASK_QUEUE: id };
    const args = ['run', '--goals', goals, '--conversation', id, 'weather', 'Alerts?'];
    const waits = start(args, { ...place, env });
    await waits.prints(/No Worker answers/);
    waits.child.kill('SIGINT');
    const { code, stderr } = await waits.ended;
    expect(code).toBe(130);
    expect(stderr).toContain(`Run '${id}' lives on. To wait again: `);
    expect(stderr).toContain(`--conversation ${id}`);
  });
});
