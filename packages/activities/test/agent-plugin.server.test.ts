import { fileURLToPath } from 'node:url';
import {
  AgentPlugin,
  agentWorkflowBundle,
  agentWorkflowsPath,
  createAgentActivities,
} from '@durable-goals/activities';
import { AgentClient } from '@durable-goals/client';
import { defineGoal, defineTool } from '@durable-goals/core';
import { startDevServer, type DevServer } from '@durable-goals/dev-server';
import { scriptedModel } from '@durable-goals/testing';
import { SimplePlugin, type SimplePluginOptions } from '@temporalio/plugin';
import { Client } from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type WorkerOptions,
} from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';

const add = defineTool({
  name: 'Add',
  description: 'Adds two numbers',
  effect: 'read',
  input: z.strictObject({ a: z.number(), b: z.number() }),
  execute: ({ a, b }) => ({ sum: a + b }),
});
const sums = defineGoal({ id: 'sums', title: 'Sums', instructions: 'Add.', tools: [add] });
const goals = [sums] as const;
const options = () => ({
  goals,
  model: scriptedModel([
    { say: 'Which numbers?' },
    { call: 'Add', input: { a: 1, b: 2 } },
    { done: 'It is 3.' },
  ]),
});
const logger = new DefaultLogger('ERROR');
const deployment = {
  version: { deploymentName: 'agents', buildId: '1' },
  useWorkerVersioning: true,
  defaultVersioningBehavior: 'PINNED',
} as const;
const ownPath = fileURLToPath(new URL('own-workflows.ts', import.meta.url));

let server: DevServer;
let connection: NativeConnection;
beforeAll(async () => {
  Runtime.install({ logger });
  server = await startDevServer();
  connection = await NativeConnection.connect({ address: server.address });
});
afterAll(async () => {
  await connection.close();
  await server.stop();
});

let queues = 0;
async function addsByChat(worker: Partial<WorkerOptions>): Promise<void> {
  queues += 1;
  const taskQueue = `plugin-${queues}`;
  const running = await Worker.create({ connection, taskQueue, ...worker });
  const client = new Client({ connection: worker.connection ?? connection });
  await running.runUntil(async () => {
    const chat = await new AgentClient<typeof goals>({ client, taskQueue }).start('sums');
    expect(await chat.waitFor()).toMatchObject({ state: 'awaiting-user' });
    const [call] = (await chat.send('1 and 2')).approvals;
    expect(call).toMatchObject({ tool: 'Add', input: { a: 1, b: 2 } });
    if (call === undefined) return;
    expect(await chat.approve(call)).toMatchObject({ state: 'ended', text: 'It is 3.' });
    expect((await chat.result()).outcome).toBe('done');
    if (worker.workflowsPath !== ownPath) return;
    const start = { taskQueue, workflowId: `greet-${queues}`, args: ['Ada'] };
    expect(await client.workflow.execute('greet', start)).toBe('Hello, Ada.');
  });
}

test.each([
  ['a short one, as each of its events has it', {}, /^\d+\.\d+\.\d+\+[\da-f]{12}$/],
  ['that of the Worker, if it has one', { buildId: 'mine' }, /^mine$/],
  ['that of its deployment', { workerDeploymentOptions: deployment }, undefined],
  ["the SDK's, with Workflows of the project's own", { workflowsPath: ownPath }, undefined],
] satisfies [string, Partial<WorkerOptions>, RegExp | undefined][])(
  'the build id is %s',
  async (_, worker, expected) => {
    const plugin = new AgentPlugin(options());
    const { buildId } = await plugin.configureWorker({ taskQueue: 'q', ...worker });
    if (expected === undefined) expect(buildId).toBeUndefined();
    else expect(buildId).toMatch(expected);
  },
);

test('the plugin alone makes a Worker one for agents', async () => {
  await addsByChat({ plugins: [new AgentPlugin(options())] });
});

test('the plugin goes with Workflows of your own that export the agent Workflow', async () => {
  await addsByChat({ plugins: [new AgentPlugin(options())], workflowsPath: ownPath });
});

test('the plugin goes with a bundle that was made before', async () => {
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: agentWorkflowsPath(),
    logger,
  });
  await addsByChat({ plugins: [new AgentPlugin(options())], workflowBundle });
});

test('the plugin goes with Activities of your own', async () => {
  const activities = { mail: async () => 'sent' };
  await addsByChat({ plugins: [new AgentPlugin(options())], activities });
});

test('the plugin, given to a connection, serves its Workers', async () => {
  const plugins = [new AgentPlugin(options())];
  const own = await NativeConnection.connect({ address: server.address, plugins });
  await addsByChat({ connection: own });
  await own.close();
});

test('the plugin, given to a connection and to its Worker, counts once', async () => {
  const plugins = [new AgentPlugin(options())];
  const own = await NativeConnection.connect({ address: server.address, plugins });
  await addsByChat({ connection: own, plugins });
  await own.close();
});

test('without the plugin, the Activities and the bundle of the Workflow are enough', async () => {
  await addsByChat({
    activities: createAgentActivities(options()),
    workflowBundle: await agentWorkflowBundle(),
  });
});

test.each<['bundled already' | 'to be bundled' | 'own', string, Partial<WorkerOptions>]>([
  ['bundled already', 'the plugin alone', {}],
  ['bundled already', 'another plugin, for Activities', { plugins: [other({ activities: {} })] }],
  [
    'to be bundled',
    'another plugin, for Workflows',
    { plugins: [other({ workerInterceptors: { workflowModules: [ownPath] } })] },
  ],
  ['to be bundled', 'interceptors', { interceptors: { workflowModules: [ownPath] } }],
  ['to be bundled', 'options for the bundler', { bundlerOptions: { ignoreModules: ['fs'] } }],
  ['to be bundled', 'a payload converter', { dataConverter: { payloadConverterPath: ownPath } }],
  ['to be bundled', 'a failure converter', { dataConverter: { failureConverterPath: ownPath } }],
  ['own', 'Workflows of your own', { workflowsPath: ownPath }],
  ['own', 'a bundle of your own', { workflowBundle: { codePath: ownPath } }],
])('the Workflow is %s with %s', async (expected, _, own) => {
  const plugin = new AgentPlugin(options());
  const given = { ...own, plugins: [...(own.plugins ?? []), plugin] };
  const workflows = ({ workflowsPath, workflowBundle }: Partial<WorkerOptions>) => ({
    workflowsPath,
    workflowBundle,
  });
  const expectedWorkflows = {
    'bundled already': { workflowBundle: await agentWorkflowBundle() },
    'to be bundled': { workflowsPath: agentWorkflowsPath() },
    own,
  }[expected];
  const working = await plugin.configureWorker({ taskQueue: 'q', ...given });
  expect(workflows(working)).toEqual(workflows(expectedWorkflows));
  const replaying = await plugin.configureReplayWorker(given);
  expect(workflows(replaying)).toEqual(workflows(expectedWorkflows));
});

function other(options: Omit<SimplePluginOptions, 'name'>): SimplePlugin {
  return new SimplePlugin({ name: 'other', ...options });
}

test("the plugin's defaults give way to the Worker's own", async () => {
  const plugin = new AgentPlugin(options());
  const configured = (own: Partial<WorkerOptions>) =>
    plugin.configureWorker({ taskQueue: 'q', ...own });
  expect(await configured({})).toMatchObject({
    stickyQueueScheduleToStartTimeout: '1 second',
    shutdownGraceTime: '10 seconds',
  });
  expect(await configured({ shutdownGraceTime: '1 minute' })).toMatchObject({
    shutdownGraceTime: '1 minute',
  });
});
