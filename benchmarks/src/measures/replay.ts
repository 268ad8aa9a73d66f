import { join } from 'node:path';
import { recordHistory } from '@durable-goals/testing';
import { startChild } from '../parts/child.js';
import type { Ground, Kind } from '../parts/ground.js';
import type { ReplayOrder, ReplayReport } from '../parts/replaying.js';
import { sentence, startTalk } from '../parts/talk.js';
import type { Measure } from '../measure.js';

const turns = 88;
const times = 9;
const withoutTimeouts = join(import.meta.dirname, '../parts/without-timeouts.cjs');

/** What a Worker does that takes a conversation over, but for the server's part in it. */
export const replay: Measure = {
  id: 'replay',
  about: `The history of ${turns} turns is replayed, as a Worker does that takes the conversation over.`,
  isLong: true,
  async run({ openGround }) {
    await using ground = await openGround();
    const orders = {
      raw: { ...(await recorded(ground, 'raw')), codePath: ground.rawCodePath },
      durable: await recorded(ground, 'durable'),
    };
    const both = async (nodeOptions: readonly string[] = []) => ({
      values: await replayed(orders.durable, nodeOptions),
      raw: await replayed(orders.raw, nodeOptions),
    });
    const what = `a replay of ${turns} turns: processor time`;
    return [
      { what, unit: 'ms', ...(await both()) },
      {
        what: `${what}, if calls into a Workflow had no time-out`,
        unit: 'ms',
        ...(await both(['--require', withoutTimeouts])),
      },
    ];
  },
};

async function recorded(ground: Ground, kind: Kind): Promise<ReplayOrder> {
  const worker = await ground.startWorker(kind);
  const talk = await startTalk(ground, kind, `replayed-${kind}`);
  for (let turn = 1; turn <= turns; turn += 1) await talk.turn(sentence(turn));
  await worker.stop();
  return { history: await recordHistory(ground.client, talk.id), times };
}

async function replayed(order: ReplayOrder, nodeOptions: readonly string[]): Promise<number[]> {
  const child = await startChild('parts/replaying.ts', {}, nodeOptions);
  const { values } = await child.ask<ReplayReport>(order);
  await child.stop('SIGKILL');
  return values;
}
