import { join } from 'node:path';
import { sqliteStore } from '@durable-goals/store';
import { noUsage, type Message } from '@durable-goals/core';
import { expect, test } from 'vitest';
import { run, temporaryFolder } from './command.js';

const at = '2026-03-01T10:00:00.000Z';
const messages: readonly Message[] = [
  { id: 'm1', seq: 1, turn: 0, at, role: 'agent', text: 'Hello.\nWhere to?' },
  { id: 'a', seq: 2, turn: 1, at, role: 'user', by: 'ada', text: 'Rome\u001B[2J' },
  {
    id: 'm3',
    seq: 3,
    turn: 1,
    at,
    role: 'tool',
    toolCall: { callId: 'c1', tool: 'Find', input: {}, inputHash: 'h', effect: 'read' },
    toolResult: { callId: 'c1', output: { flights: [1, 2] }, isError: false, outcome: 'completed' },
  },
];

async function keep(file: string): Promise<void> {
  const store = sqliteStore(file);
  await store.save({
    conversationId: 'trip-1',
    chainId: 'chain',
    goalId: 'trip',
    revision: 1,
    at,
    messages,
    record: [
      {
        key: 'k',
        at,
        kind: 'approve',
        by: 'mallory',
        callId: 'c1',
        refused: { type: 'StaleApproval', reason: 'Look again.' },
      },
    ],
    snapshot: {
      startedAt: at,
      status: {
        conversationId: 'trip-1',
        goalId: 'trip',
        state: 'awaiting-user',
        turn: 1,
        queued: 0,
        lastSeq: 3,
        approvals: [],
        inDoubt: [],
        running: [],
        usage: noUsage,
      },
    },
  });
  await store.close();
}

test('transcript prints a conversation, its record and its JSON, with nothing else running', async () => {
  const folder = await temporaryFolder();
  await keep(join(folder, '.durable-goals', 'conversations.db'));
  const { code, stdout } = await run(['transcript', 'trip-1'], { folder });
  expect(code).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "trip, awaiting-user, 3 messages, began 2026-03-01T10:00:00.000Z, last heard of 2026-03-01T10:00:00.000Z
    2026-03-01T10:00:00.000Z agent: Hello.
      Where to?
    2026-03-01T10:00:00.000Z ada: Rome
    2026-03-01T10:00:00.000Z tool Find completed: 2 flights
    "
  `);
  const record = await run(['transcript', 'trip-1', '--record'], { folder });
  expect(record.stdout).toMatchInlineSnapshot(`
    "2026-03-01T10:00:00.000Z approve c1 by mallory REFUSED StaleApproval: Look again.
    "
  `);
  const json = await run(['transcript', 'trip-1', '--json', '--after', '1'], { folder });
  expect(
    json.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(messages.slice(1));
}, 60_000);

test.each([
  ['an id that is not there', {}, 'trip-2', "No conversation 'trip-2' is kept in other.db."],
  ['a store that is off', { DURABLE_GOALS_STORE: 'OFF' }, 'trip-1', 'DURABLE_GOALS_STORE is off'],
  [
    'a PostgreSQL that is away',
    { DURABLE_GOALS_STORE: 'postgres://ada:hunter2@127.0.0.1:1/agents' },
    'trip-1',
    "The conversation store at '127.0.0.1:1/agents' cannot be used",
  ],
])(
  'transcript says so of %s',
  async (_, env, id, words) => {
    const folder = await temporaryFolder();
    await keep(join(folder, 'other.db'));
    const { code, stderr } = await run(['transcript', id], {
      folder,
      env: { DURABLE_GOALS_STORE: 'other.db', ...env },
    });
    expect(code).not.toBe(0);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('hunter2');
  },
  60_000,
);
