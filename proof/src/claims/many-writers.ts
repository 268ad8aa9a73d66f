import { join } from 'node:path';
import { AgentClient, type Conversation } from '@durable-goals/client';
import { startDevServer } from '@durable-goals/dev-server';
import { Client } from '@temporalio/client';
import type { Claim, Proof } from '../claim.js';
import { answered } from '../parts/answered.js';
import { connectedTo } from '../parts/connected.js';
import { seededRandom } from '../parts/seeded-random.js';
import { openWorkerLane, type WorkerLane } from '../parts/worker-lane.js';
import { checkRuns } from '../parts/workflow-tasks.js';

const clients = 10;
const resends = 0.05;
/** Messages of all clients together, and the fewest runs that they shall be spread over. */
const sizes = {
  short: { conversations: 1, messages: 300, handOvers: 5, killEveryMs: 6_000 },
  all: { conversations: 4, messages: 10_000, handOvers: 100, killEveryMs: 10_000 },
} as const;

/** Every message counts once and is answered as itself, whatever happens to Workers and runs. */
export const manyWriters: Claim = {
  id: 'many-writers',
  promise:
    'Each message is taken once, those of a client in order, and each caller is answered with its own turn.',
  done: 'Ten clients write at once and send one message in twenty again, while the conversations hand over to new runs and Workers are killed at drawn moments.',
  async prove(proof) {
    const { folder, depth } = proof;
    const server = await startDevServer();
    const file = join(import.meta.dirname, '../workers/crowd-worker.ts');
    const lane = await openWorkerLane(file, {
      args: [server.address, 'crowd'],
      log: join(folder, 'worker.log'),
    });
    const connection = await connectedTo(server.address);
    const client = new Client({ connection });
    const total = { messages: 0, resent: 0, runs: 0, ms: 0 };
    try {
      const { conversations, messages, killEveryMs } = sizes[depth];
      const killing = killAtRandom(lane, { everyMs: killEveryMs, seed: proof.seed });
      for (let index = 1; index <= conversations; index += 1) {
        const share = messages / conversations;
        await proof.check(`conversation ${index} of ${share} messages`, async () => {
          await crowd({ proof, client, total }, index);
        });
      }
      await killing.stop();
      await proof.check('enough runs and kills', () => {
        const { handOvers } = sizes[depth];
        if (total.runs - conversations < handOvers || lane.kills < 2) {
          throw new Error(`Only ${total.runs} runs and ${lane.kills} kills.`);
        }
        return Promise.resolve();
      });
    } finally {
      await connection.close();
      await lane.close();
      await server.stop();
    }
    const { messages, resent, runs, ms } = total;
    proof.note('messages', messages);
    proof.note('sent again', resent);
    proof.note('runs', runs);
    proof.note('kills', lane.kills);
    proof.note('messages/s', Math.round((messages / ms) * 10_000) / 10);
  },
};

interface Crowd {
  readonly proof: Proof;
  readonly client: Client;
  readonly total: { messages: number; resent: number; runs: number; ms: number };
}

async function crowd({ proof, client, total }: Crowd, index: number): Promise<void> {
  const { depth, seed } = proof;
  const { conversations, messages } = sizes[depth];
  const agents = new AgentClient({ client, taskQueue: 'crowd' });
  const chat = await agents.start('crowd', { conversationId: `crowd-${index}` });
  const perClient = messages / conversations / clients;
  const begun = performance.now();
  const turns = await Promise.all(
    Array.from({ length: clients }, async (_, person) => {
      const random = seededRandom(seed + index * clients + person);
      const own: number[] = [];
      for (let at = 0; at < perClient; at += 1) {
        const isResent = random() < resends;
        own.push(await sayOnce(chat, `p${person}-${at}`, isResent));
        if (isResent) total.resent += 1;
      }
      const isInOrder = own.every((turn, at) => turn > (own[at - 1] ?? 0));
      if (!isInOrder) throw new Error(`Client ${person} was answered out of order.`);
      return own;
    }),
  );
  total.ms += performance.now() - begun;
  const all = turns.flat();
  total.messages += all.length;
  if (new Set(all).size !== all.length) throw new Error('Two messages have the same turn.');
  const { usage } = await chat.waitFor(['awaiting-user']);
  if (usage.turns !== all.length) {
    throw new Error(`${all.length} messages made ${usage.turns} turns.`);
  }
  total.runs += (await checkRuns(client, chat.id)).count;
}

/** Sends a message until it is answered, and perhaps once more. @returns its turn */
async function sayOnce(chat: Conversation, text: string, isResent: boolean): Promise<number> {
  const turn = await turnOf(chat, text);
  if (!isResent) return turn;
  const again = await turnOf(chat, text);
  if (again !== turn) throw new Error(`'${text}' has turn ${turn}, and ${again} when sent again.`);
  return turn;
}

async function turnOf(chat: Conversation, text: string): Promise<number> {
  const answer = await answered(chat, text, text);
  if (answer.text !== `echo ${text}`) throw new Error(`'${text}' was answered '${answer.text}'.`);
  return answer.turn ?? -1;
}

/** Kills the Worker that serves, again and again, at drawn moments. */
function killAtRandom(
  lane: WorkerLane,
  { everyMs, seed }: { readonly everyMs: number; readonly seed: number },
): { stop(): Promise<void> } {
  const random = seededRandom(seed);
  const stopping = new AbortController();
  const work = async (): Promise<void> => {
    for (;;) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs * (0.5 + random()));
        stopping.signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      });
      if (stopping.signal.aborted) return;
      await lane.kill();
      await lane.isWhole();
    }
  };
  const done = work();
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}
