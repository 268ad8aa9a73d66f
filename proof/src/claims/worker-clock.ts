import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Conversation, PendingCall } from '@durable-goals/client';
import { startDevServer } from '@durable-goals/dev-server';
import type { Claim, Proof } from '../claim.js';
import { haveErrandsDone, openSite, type Site } from '../errands/site.js';
import { stoppingAll } from '../parts/at-end.js';

const dayMs = 86_400_000;
const shifts: Readonly<Record<string, number>> = {
  'a day ahead': dayMs,
  'a day behind': -dayMs,
};

/** How long a person has to approve, where that is tried. */
const expiryMs = 10_000;

/** A machine's clock may be wrong. */
export const workerClock: Claim = {
  id: 'worker-clock',
  promise: 'A Worker whose clock is wrong changes nothing: not the transcript, and no expiry.',
  done: "A Worker's clock, as its code sees it (Date), is a day ahead, and a day behind; errands are done, and an approval expires.",
  async prove(proof) {
    const server = await startDevServer();
    try {
      await Promise.all(
        Object.entries(shifts).map(async ([name, clockShiftMs]) => {
          await tryShift(proof, { name, clockShiftMs, address: server.address });
        }),
      );
    } finally {
      await server.stop();
    }
  },
};

interface Shift {
  readonly name: string;
  readonly clockShiftMs: number;
  readonly address: string;
}

async function tryShift(proof: Proof, { name, clockShiftMs, address }: Shift): Promise<void> {
  const id = name.replaceAll(' ', '-');
  await stoppingAll(async (atEnd) => {
    const open = async (part: string): Promise<Site> =>
      await openSite({
        address,
        folder: join(proof.folder, id, part),
        atEnd,
        taskQueue: id + part,
      });
    await proof.check(`${name}: the same transcript`, async () => {
      const site = await open('transcript');
      await site.startWorker({ clockShiftMs });
      const underWay = await haveErrandsDone(site, { people: 4, errands: 2, name: id });
      await underWay.checked();
      await checkTimes(site, `${id}-0`);
    });
    await proof.check(`${name}: an approval expires in time`, async () => {
      const site = await open('expiry');
      await site.startWorker({ clockShiftMs, approvalExpiresAfterMs: expiryMs });
      await checkExpiry(site, `${id}-expiry`);
    });
  });
}

/** Messages carry the Workflow's time, which is the server's. */
async function checkTimes(site: Site, conversationId: string): Promise<void> {
  for (const { at, seq } of await site.agents.conversation(conversationId).messages()) {
    const offMs = Math.abs(Date.parse(at) - Date.now());
    if (offMs > dayMs / 24) throw new Error(`Message ${seq} is of ${at}, by the Worker's clock.`);
  }
}

async function checkExpiry(site: Site, conversationId: string): Promise<void> {
  const { chat } = await site.caller(conversationId);
  const call = await approvalOf(chat, `${conversationId} errand`);
  const leftMs = Date.parse(call.expiresAt) - Date.now();
  if (leftMs > expiryMs + 1_000 || leftMs < 0) {
    throw new Error(`It expires at ${call.expiresAt}, in ${leftMs} ms, not in ${expiryMs}.`);
  }
  await sleep(Math.max(0, leftMs - 3_000));
  if ((await chat.approvals()).length === 0) throw new Error('It expired before its time.');
  const status = await chat.waitFor(['awaiting-user'], { timeoutMs: expiryMs + 10_000 });
  const { call: latest } = (await chat.latestToolCall()) ?? {};
  if (latest?.approval?.decision !== 'expired') {
    throw new Error(`It did not expire: the conversation is '${status.state}'.`);
  }
}

/** Says a message, again with the same id where it was only kept, until a call waits for approval. */
async function approvalOf(chat: Conversation, text: string): Promise<PendingCall> {
  for (let left = 10; left > 0; left -= 1) {
    const answer = await chat.send(text, { id: text });
    const [call] = answer.approvals;
    if (call !== undefined) return call;
    if (answer.state === 'awaiting-user') throw new Error('The approval expired at once.');
  }
  throw new Error('No call came to wait for approval.');
}
