import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import {
  ensureTemporalCli,
  startDevServer,
  type DevServer,
  type DevServerOptions,
} from '../src/index.js';
import { available } from './available.js';
import { standIn, temporaryFolder, type Cleanup } from './stand-ins.js';

const cli = await available(ensureTemporalCli);

async function start(
  { onTestFinished }: Cleanup,
  options: DevServerOptions = {},
): Promise<DevServer> {
  const server = await startDevServer({ ...(cli && { cliPath: cli.path }), ...options });
  onTestFinished(() => server.stop());
  return server;
}

async function clientOf(
  { onTestFinished }: Cleanup,
  { address, namespace }: DevServer,
): Promise<Client> {
  const connection = await Connection.connect({ address });
  onTestFinished(() => connection.close());
  return new Client({ connection, namespace });
}

async function takePort({ onTestFinished }: Cleanup): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('No port.');
  return address.port;
}

describe.runIf(cli).concurrent('a dev server', { timeout: 40_000 }, () => {
  test('serves its namespace as soon as it has started, and is gone once stopped', async (context) => {
    const lines: string[] = [];
    const server = await start(context, { namespace: 'goals', log: (line) => lines.push(line) });
    const client = await clientOf(context, server);
    const { namespaceInfo } = await client.workflowService.describeNamespace({
      namespace: 'goals',
    });
    expect(namespaceInfo?.name).toBe('goals');
    expect(server).not.toHaveProperty('uiUrl');
    await expect
      .poll(() => lines.join('\n'), { timeout: 10_000 })
      .toContain(server.address.split(':')[1]);
    await server.stop();
    expect(() => process.kill(server.pid, 0)).toThrow('ESRCH');
    expect(await server.exited).toMatchObject({ code: 0, signal: null });
    await server.stop();
  });

  test('keeps what was started when it comes back with the same database file', async (context) => {
    const dbFilename = join(await temporaryFolder(context), 'deep', 'temporal.db');
    const before = await start(context, { dbFilename, namespace: 'goals' });
    const client = await clientOf(context, before);
    await client.workflow.start('agent', { workflowId: 'trip-42', taskQueue: 'none' });
    await before.stop();

    const topic = defineSearchAttributeKey('AgentTopic', 'KEYWORD');
    const after = await start(context, {
      dbFilename,
      namespace: 'goals',
      searchAttributes: [topic],
    });
    const handle = (await clientOf(context, after)).workflow.getHandle('trip-42');
    expect((await handle.describe()).status.name).toBe('RUNNING');
    // Registered in a namespace that was there already, which the CLI's own flag does not do.
    await (
      await clientOf(context, after)
    ).workflow.start('agent', {
      workflowId: 'trip-43',
      taskQueue: 'none',
      typedSearchAttributes: [{ key: topic, value: 'travel' }],
    });

    await expect(start(context, { dbFilename })).rejects.toThrow(
      `is in use by process ${after.pid}, which serves ${after.address}.`,
    );
    await after.stop();
    await expect(
      start(context, {
        dbFilename,
        namespace: 'goals',
        searchAttributes: [{ name: 'AgentTopic', type: 'INT' }],
      }),
    ).rejects.toThrow(
      "Search attribute 'AgentTopic' is of type KEYWORD in this database, not INT.",
    );
  });

  test('comes back after it was killed', async (context) => {
    const dbFilename = join(await temporaryFolder(context), 'temporal.db');
    const before = await start(context, { dbFilename });
    const client = await clientOf(context, before);
    await client.workflow.start('agent', { workflowId: 'trip-42', taskQueue: 'none' });
    process.kill(before.pid, 'SIGKILL');
    expect(await before.exited).toMatchObject({ code: null, signal: 'SIGKILL' });

    const handle = (
      await clientOf(context, await start(context, { dbFilename }))
    ).workflow.getHandle('trip-42');
    expect((await handle.describe()).status.name).toBe('RUNNING');
  });

  test('serves the web UI when asked to', async (context) => {
    const { uiUrl } = await start(context, { ui: true });
    const page = await fetch(uiUrl ?? '');
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ]);
  });

  test('takes dynamic configuration of every kind', async (context) => {
    const server = await start(context, {
      dynamicConfig: {
        'limit.maxIDLength': 50,
        'history.defaultWorkflowTaskTimeout': '7s',
        'frontend.enableUpdateWorkflowExecution': true,
      },
    });
    const { workflow } = await clientOf(context, server);
    const tooLong = workflow.start('agent', { workflowId: 'x'.repeat(60), taskQueue: 'none' });
    await expect(tooLong).rejects.toMatchObject({
      cause: { details: 'WorkflowId length exceeds limit.' },
    });
  });

  test.for(['port', 'uiPort'] as const)('says so when its %s is taken', async (option, context) => {
    const port = await takePort(context);
    await expect(start(context, { ui: true, [option]: port })).rejects.toThrow(
      `'127.0.0.1:${port}' is taken by another program. Stop that program, choose another ${option}, or leave ${option} out to get a free one.`,
    );
  });

  test('gives up when the caller does, and leaves no process', async (context) => {
    await expect(
      start(context, { signal: AbortSignal.abort(new Error('changed my mind')) }),
    ).rejects.toThrow('changed my mind');
  });
});

describe('a dev server that does not come up', () => {
  test('is told with its last words', async (context) => {
    const cliPath = await standIn(
      await temporaryFolder(context),
      'temporal',
      "console.error('Error: unknown flag: --log-level'); process.exit(1);",
    );
    const failure = await start(context, { cliPath }).catch((error: Error) => error.message);
    expect(failure).toMatchInlineSnapshot(`
      "Temporal's dev server ended with code 1 before it served.
      Its last lines were:
        Error: unknown flag: --log-level"
    `);
  });

  test('is stopped when its time is up', async (context) => {
    const folder = await temporaryFolder(context);
    const source = "console.log('pid ' + process.pid); setInterval(() => {}, 1000);";
    const cliPath = await standIn(folder, 'temporal', source);
    const lines: string[] = [];
    const failure = start(context, {
      cliPath,
      startTimeoutMs: 1_000,
      log: (line) => lines.push(line),
    });
    await expect(failure).rejects.toThrow("Temporal's dev server did not serve within 1 s.");
    const pid = Number(lines[0]?.split(' ')[1]);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('is told when there is no such program', async (context) => {
    await expect(start(context, { cliPath: '/nowhere/temporal' })).rejects.toThrow(
      "Temporal's dev server could not be run.\nIts last lines were:\n  spawn /nowhere/temporal ENOENT",
    );
  });
});
