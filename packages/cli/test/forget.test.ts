import { join } from 'node:path';
import { noUsage } from '@durable-goals/core';
import { fileResults, sqliteStore } from '@durable-goals/store';
import { beforeEach, describe, expect, test } from 'vitest';
import { run, temporaryFolder } from './command.js';

const at = '2026-03-01T10:00:00.000Z';
const big = '"a large result"';
let folder: string;
let reference = '';

/** Keeps a conversation that has ended, one that works for it, one that works for that, and another one that runs. */
beforeEach(async () => {
  folder = await temporaryFolder();
  const store = sqliteStore(join(folder, '.durable-goals', 'conversations.db'));
  const keep = async (conversationId: string, parent?: string, outcome?: 'done') =>
    await store.save({
      conversationId,
      chainId: `chain of ${conversationId}`,
      goalId: 'trip',
      revision: 1,
      at,
      messages: [{ id: 'm1', seq: 1, turn: 0, at, role: 'agent', text: 'Hello.' }],
      snapshot: {
        startedAt: at,
        status: {
          conversationId,
          goalId: 'trip',
          ...(parent === undefined ? {} : { parent: { conversationId: parent, callId: 'c1' } }),
          state: outcome === undefined ? 'awaiting-user' : 'ended',
          turn: 1,
          queued: 0,
          lastSeq: 1,
          approvals: [],
          inDoubt: [],
          running: [],
          ...(outcome === undefined ? {} : { outcome }),
          usage: noUsage,
        },
      },
    });
  await keep('trip-1', undefined, 'done');
  await keep('below', 'trip-1', 'done');
  await keep('further-below', 'below', 'done');
  await keep('trip-2');
  await store.close();
  const owner = { conversationId: 'trip-1', chainId: 'chain of trip-1', callId: 'c1' };
  ({ reference } = await results().put(owner, big));
});

const results = () => fileResults(join(folder, '.durable-goals', 'results'));

/** The conversations that are kept, of those that were. */
async function kept(): Promise<readonly string[]> {
  const store = sqliteStore(join(folder, '.durable-goals', 'conversations.db'));
  const ids = ['trip-1', 'below', 'further-below', 'trip-2'];
  const found = await Promise.all(
    ids.map((conversationId) => store.conversation({ conversationId })),
  );
  const texts = await Promise.all(
    ids.map((conversationId) => store.transcript({ conversationId })),
  );
  await store.close();
  return ids.filter((_, at) => found[at] !== undefined || texts[at]?.messages.length !== 0);
}

describe('forget', { timeout: 60_000 }, () => {
  test('removes a conversation, its results and its sub-agents, and nothing else', async () => {
    const { code, stdout } = await run(['forget', 'trip-1', '--yes'], { folder });
    expect(code).toBe(0);
    expect(stdout).toBe(
      `Conversation 'trip-1' about 'trip', 1 messages, began ${at}, ended ${at} and 2 of its sub-agents: transcript, record and results, in .durable-goals/conversations.db.\n` +
        "It is forgotten here. Temporal keeps its history until the Namespace's retention is over, or until `temporal workflow delete`.\n",
    );
    expect(await kept()).toEqual(['trip-2']);
    expect(await results().get(reference)).toBeUndefined();
  });

  test.each([
    ['nobody says yes', ['trip-1'], 'Nothing was forgotten. Add --yes to forget it unasked.\n'],
    [
      'it has not ended',
      ['trip-2', '--yes'],
      "Conversation 'trip-2' has not ended, as far as the store knows (awaiting-user), and would be written again. End it first, or add --force.\n",
    ],
    [
      'there is none of that id',
      ['trip-3', '--yes'],
      "No conversation 'trip-3' is kept in .durable-goals/conversations.db. Correct the id, or DURABLE_GOALS_STORE.\n",
    ],
  ])('removes nothing when %s', async (_, args, said) => {
    const { code, stderr } = await run(['forget', ...args], { folder, input: '' });
    expect(code).toBe(1);
    expect(stderr).toBe(said);
    expect(await kept()).toHaveLength(4);
    expect(await results().get(reference)).toBe(big);
  });

  test('removes one that has not ended when it has to', async () => {
    const { code } = await run(['forget', 'trip-2', '--yes', '--force'], { folder });
    expect(code).toBe(0);
    expect(await kept()).toEqual(['trip-1', 'below', 'further-below']);
  });
});
