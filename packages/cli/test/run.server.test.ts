import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { DevServer } from '@durable-goals/dev-server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  startWeatherServer,
  type WeatherServer,
} from '../../../examples/weather/test/weather-server.js';
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
  const env = { ...temporal, ...llm, ...services.environment };
  const worker = start(['worker', '--goals', goals], { folder, env }, afterwards);
  await worker.prints(/READY/);
  cleanups.push(
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
});
