import { join } from 'node:path';
import { sqliteStore } from '@durable-goals/store';
import { createTestAgent } from '@durable-goals/testing';
import type { Client } from '@temporalio/client';
import type { ConversationStore } from '@durable-goals/core';
import type { Claim, Proof } from '../claim.js';
import { countingModel, longTalkGoal, wordsOf } from '../parts/long-talk.js';
import { handOverCases } from '../parts/hand-over-cases.js';

/** Turns in all and in one run, and which runs are compared: late enough that what is carried has its full size. */
const sizes = {
  short: { turns: 505, perRun: 100, early: 2, late: 4, tolerance: 0.1 },
  all: { turns: 10_000, perRun: 250, early: 2, late: 38, tolerance: 0.05 },
} as const;

/** What one turn costs on average, over a whole run and so over several cycles of summing up. */
interface Cost {
  readonly events: number;
  readonly bytes: number;
  readonly characters: number;
  /** Milliseconds of processor time of client, Worker and model. */
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** A conversation may last for years. */
export const longLife: Claim = {
  id: 'long-life',
  promise:
    'A turn costs the same however long a conversation is, its transcript is readable from the start, and nothing is lost where a run hands over.',
  done: 'A conversation is held over many runs, two of which are compared; closed runs are deleted from Temporal and the transcript is read. Conversations hand over with something of each kind pending.',
  async prove(proof) {
    await holdLongTalk(proof);
    await handOverCases(proof);
  },
};

async function holdLongTalk({ depth, folder, check, wants, note, say }: Proof): Promise<void> {
  const names = ['the same cost per turn', 'the transcript from the start'];
  if (!names.some(wants)) return;
  const { turns, perRun, early, late, tolerance } = sizes[depth];
  const model = countingModel();
  const store = sqliteStore(join(folder, 'conversations.db'));
  const goals = [longTalkGoal(perRun)] as const;
  const agent = await createTestAgent({ goals, model, store, server: 'dev' });
  try {
    const chat = await agent.start('long-talk', { conversationId: 'long' });
    const spent: { readonly cpuMs: number; readonly wallMs: number }[] = [];
    for (let turn = 1; turn <= turns; turn += 1) {
      const [cpu, wall] = [process.cpuUsage(), performance.now()];
      const { text } = await chat.send(wordsOf(turn));
      if (text !== `Yes: ${wordsOf(turn)}`) throw new Error(`Turn ${turn} was answered '${text}'.`);
      const { user, system } = process.cpuUsage(cpu);
      spent.push({ cpuMs: (user + system) / 1_000, wallMs: performance.now() - wall });
      if (turn % 1_000 === 0) say(`long-life: turn ${turn}`);
    }
    const runs = await runsOf(agent.client, 'long');
    const costOf = async (index: number): Promise<Cost> => {
      const runId = runs[index];
      if (runId === undefined) throw new Error(`There are ${runs.length} runs only.`);
      const run = await sizeOfRun(agent.client, runId);
      const from = index * perRun;
      const own = spent.slice(from, from + perRun);
      const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
      return {
        events: run.events / run.turns,
        bytes: run.bytes / run.turns,
        characters: sum(own.map((_, at) => model.charactersIn(from + at + 1))) / perRun,
        cpuMs: sum(own.map(({ cpuMs }) => cpuMs)) / perRun,
        wallMs: sum(own.map(({ wallMs }) => wallMs)) / perRun,
      };
    };
    await check('the same cost per turn', async () => {
      const [before, after] = [await costOf(early), await costOf(late)];
      for (const what of ['events', 'bytes', 'characters', 'cpuMs', 'wallMs'] as const) {
        note(`${what} a turn around turn ${early * perRun}`, round(before[what]));
        note(`${what} a turn around turn ${late * perRun}`, round(after[what]));
      }
      for (const what of ['events', 'bytes', 'characters'] as const) {
        const change = after[what] / before[what] - 1;
        if (Math.abs(change) > tolerance) {
          throw new Error(`A turn costs ${Math.round(change * 100)} % more ${what} later on.`);
        }
      }
      // Other programs share the processor's caches, so this one has more room.
      if (after.cpuMs > before.cpuMs * 1.5) {
        throw new Error(`A turn takes ${round(after.cpuMs)} ms, and took ${round(before.cpuMs)}.`);
      }
    });
    await check('the transcript from the start', async () => {
      await chat.end();
      await chat.result();
      for (const runId of runs) {
        await agent.client.workflowService.deleteWorkflowExecution({
          namespace: 'default',
          workflowExecution: { workflowId: 'long', runId },
        });
      }
      await isGone(agent.client, runs[0] ?? '');
      const read = await readAll(store, 'long');
      const said = read.flatMap(({ role, text }) => (role === 'user' ? [text] : []));
      const wrong = said.findIndex((text, at) => text !== wordsOf(at + 1));
      if (said.length !== turns || wrong >= 0) {
        throw new Error(
          `${said.length} of ${turns} messages are there; ${wrong} is the first one wrong.`,
        );
      }
    });
    note('turns', turns);
    note('runs', runs.length);
  } finally {
    await agent.close();
    await store.close();
  }
}

/** Waits until the server knows no more of a run. */
async function isGone(client: Client, runId: string): Promise<void> {
  const handle = client.workflow.getHandle('long', runId);
  for (const until = Date.now() + 20_000; ;) {
    const isThere = await handle.describe().then(
      () => true,
      () => false,
    );
    if (!isThere) return;
    if (Date.now() > until) throw new Error('The first run is still in Temporal.');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function readAll(store: ConversationStore, conversationId: string) {
  const messages = [];
  for (let after = 0; ;) {
    const page = await store.transcript({ conversationId }, { after, limit: 1_000 });
    messages.push(...page.messages);
    if (!page.more) return messages;
    after = page.messages.at(-1)?.seq ?? Infinity;
  }
}

/** The ids of all runs of a conversation, the first one first. */
async function runsOf(client: Client, conversationId: string): Promise<readonly string[]> {
  const { raw } = await client.workflow.getHandle(conversationId).describe();
  const ids: string[] = [];
  let runId = raw.workflowExecutionInfo?.execution?.runId ?? '';
  while (runId !== '') {
    ids.unshift(runId);
    const page = await client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId: conversationId, runId },
      maximumPageSize: 1,
    });
    const started = page.history?.events?.[0]?.workflowExecutionStartedEventAttributes;
    runId = started?.continuedExecutionRunId ?? '';
  }
  return ids;
}

async function sizeOfRun(
  client: Client,
  runId: string,
): Promise<{ readonly events: number; readonly bytes: number; readonly turns: number }> {
  const handle = client.workflow.getHandle('long', runId);
  const { historySize = 0 } = await handle.describe();
  const { events } = await handle.fetchHistory();
  const plans = events?.filter(
    ({ activityTaskScheduledEventAttributes: activity }) =>
      activity?.activityType?.name === 'durableGoals.plan',
  );
  return { events: events?.length ?? 0, bytes: historySize, turns: plans?.length ?? 0 };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
