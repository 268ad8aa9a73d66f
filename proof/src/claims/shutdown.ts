import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDevServer } from '@durable-goals/dev-server';
import type { Claim, Proof } from '../claim.js';
import type { Pace } from '../errands/goal.js';
import type { Entry } from '../errands/ledger.js';
import { haveErrandsDone, openSite } from '../errands/site.js';
import { stoppingAll } from '../parts/at-end.js';
import type { WorkerProcess } from '../parts/worker-process.js';

/** What `AgentPlugin` gives to model calls and tools under way. */
const graceMs = 10_000;

/** A greeting, a plan for each of the four steps of an errand, and a goodbye. */
const modelCallsEach = 6;

const paces: Readonly<Record<string, Pace>> = {
  'calls shorter than the grace': { modelMs: 1_500, toolMs: 2_000 },
  'tools longer than the grace': { modelMs: 1_000, toolMs: 24_000 },
  'tools that do not listen': { modelMs: 1_000, toolMs: 24_000, deaf: true },
};

/** A deploy stops Workers with SIGTERM. */
export const shutdown: Claim = {
  id: 'shutdown',
  promise:
    'A Worker that is told to stop finishes what fits into its grace, and another one goes on with the rest.',
  done: 'SIGTERM to a Worker with 50 conversations in the middle of model calls and tools; another one is started when it is gone.',
  async prove(proof) {
    // What takes longer than the grace takes half a minute each time.
    const names = Object.keys(paces).slice(0, proof.depth === 'all' ? undefined : 1);
    for (const [name, pace] of Object.entries(paces)) {
      if (!names.includes(name) && proof.wants('')) continue;
      await proof.check(name, async () => await tryPace(proof, name, pace));
    }
  },
};

async function tryPace(proof: Proof, name: string, pace: Pace): Promise<void> {
  await stoppingAll(async (atEnd) => {
    const server = await startDevServer();
    atEnd(async () => await server.stop());
    const folder = join(proof.folder, name.replaceAll(' ', '-'));
    const site = await openSite({
      address: server.address,
      folder,
      atEnd,
      // A busy machine must not make calls look lost.
      pace: { ...pace, heartbeatMs: 10_000 },
      patienceMs: 300_000,
    });
    const first = await site.startWorker();
    const people = 50;
    const underWay = await haveErrandsDone(site, { people, errands: 1, name: 'stopped' });
    await untilBusy(() => site.ledger.read(), people);
    const inFlight = inFlightIn(site.ledger.read());
    await checkStop(first);
    await site.startWorker();
    await underWay.checked();
    const begun = site.ledger.read().filter(({ kind }) => kind === 'model-begun').length;
    const repeated = begun - people * modelCallsEach;
    proof.note(`model calls in flight (${name})`, inFlight.models);
    proof.note(`repeated (${name})`, repeated);
    proof.note(`tools in flight (${name})`, inFlight.tools);
    proof.note(`in doubt (${name})`, site.counts.get('in doubt') ?? 0);
    if (repeated > inFlight.models) {
      throw new Error(`${repeated} model calls were repeated, and ${inFlight.models} in flight.`);
    }
  });
}

/** Waits until some tools run that pay, and most conversations are somewhere in the middle. */
async function untilBusy(read: () => readonly Entry[], people: number): Promise<void> {
  for (const until = Date.now() + 120_000; Date.now() < until;) {
    const entries = read();
    const paying = open(entries, 'tool').filter(({ tool }) => tool === 'Pay');
    const { models, tools } = inFlightIn(entries);
    if (paying.length >= 5 && models + tools >= people / 2) return;
    await sleep(100);
  }
  throw new Error('The Worker never had enough to do.');
}

function inFlightIn(entries: readonly Entry[]): {
  readonly models: number;
  readonly tools: number;
} {
  return { models: open(entries, 'model').length, tools: open(entries, 'tool').length };
}

/** What was begun and has not ended. */
function open(entries: readonly Entry[], what: 'model' | 'tool'): readonly Entry[] {
  const ended = entries.filter(({ kind }) => kind === `${what}-ended`).map(nameOf);
  const begun = entries.filter(({ kind }) => kind === `${what}-begun`);
  return begun.filter((entry) => {
    const at = ended.indexOf(nameOf(entry));
    if (at >= 0) ended.splice(at, 1);
    return at < 0;
  });
}

function nameOf({ conversationId, tool = '', callId = '' }: Entry): string {
  return `${conversationId} ${tool} ${callId}`;
}

async function checkStop(worker: WorkerProcess): Promise<void> {
  const at = performance.now();
  const ended = await Promise.race([worker.stop(), sleep(graceMs + 10_000, 'not at all')]);
  const tookMs = Math.round(performance.now() - at);
  if (ended !== 'code 0') throw new Error(`The Worker ended with ${ended}, after ${tookMs} ms.`);
  if (tookMs > graceMs + 2_000) {
    throw new Error(`The Worker took ${tookMs} ms to stop, and its grace is ${graceMs}.`);
  }
}
