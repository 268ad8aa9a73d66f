import type { Model } from '@durable-goals/core';
import { createTestAgent, type TestAgent } from '@durable-goals/testing';
import type { WorkflowHandle } from '@temporalio/client';
import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Claim, Proof } from '../claim.js';
import { endWithin } from '../parts/end-within.js';
import {
  bringInto,
  everyStateGoal,
  everyStateModel,
  handingOverGoal,
  NotPrepared,
  release,
  releaseAll,
  stateCases,
} from '../parts/every-state.js';
import { failingSeeds, keepFailingSeeds } from '../parts/failing-seeds.js';
import { fuzzOf, type Fuzz } from '../parts/fuzz.js';
import { checkRuns } from '../parts/workflow-tasks.js';

const id = 'fuzz';
const goals = [everyStateGoal, handingOverGoal] as const;
/** Inputs in all, and for one conversation. */
const inputs = { short: 650, all: 10_000 } as const;
const inputsEach = 25;
/** How long an input may take to be taken, before the next one is sent beside it. */
const patienceMs = 300;
const mostMs = 2_000;

/** Nothing that comes in can wedge a conversation. */
export const fuzz: Claim = {
  id,
  promise:
    'Whatever clients send and models answer, no Workflow Task fails and the conversation can be ended at once.',
  done: 'Drawn Signals, Updates and model answers, right, nearly right, broken and huge, go to conversations in every state, which are ended after it.',
  async prove(proof) {
    const answers = new Map<string, Fuzz[]>();
    const agent = await createTestAgent({
      goals,
      model: everyStateModel,
      // A model for each conversation, so that a seed answers alike whatever runs beside it.
      modelById: (name) => fuzzedModel(name, answers.get(name) ?? []),
      server: 'dev',
    });
    const trying = { proof, agent, answers };
    try {
      const failed = await failingSeeds(id);
      for (const seed of failed) await tryOne(trying, seed);
      const conversations = Math.ceil(inputs[proof.depth] / inputsEach);
      const seeds = Array.from({ length: conversations }, (_, index) => proof.seed + index).filter(
        (seed) => !failed.includes(seed),
      );
      // Some side by side, since most of the time is waiting.
      const work = async (): Promise<void> => {
        for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
          await tryOne(trying, seed);
        }
      };
      const beside = proof.depth === 'all' ? 8 : 4;
      await Promise.all(Array.from({ length: beside }, work));
      proof.note('inputs', conversations * inputsEach);
    } finally {
      releaseAll();
      await agent.close();
    }
  },
};

interface Trying {
  readonly proof: Proof;
  readonly agent: TestAgent<typeof goals>;
  readonly answers: Map<string, Fuzz[]>;
}

async function tryOne({ proof, agent, answers }: Trying, seed: number): Promise<void> {
  const state = stateCases[seed % stateCases.length];
  if (state === undefined) return;
  await proof.check(`seed ${seed}, ${state.name}`, async () => {
    const conversationId = `fuzz-${seed}`;
    try {
      const { goalId, limits } = state;
      answers.set(conversationId, []);
      const chat = await agent.start(goalId, {
        conversationId,
        model: conversationId,
        ...(limits ? { limits } : {}),
      });
      await bringInto(agent.client, chat, state);
      const drawn = fuzzOf(seed, inputsEach);
      answers.get(conversationId)?.push(...drawn.filter(({ kind }) => kind === 'model'));
      const handle = agent.client.workflow.getHandle(conversationId);
      for (const one of drawn) await send(handle, one);
      // The model's answers come to pass with a message each.
      for (let left = 3; left > 0 && (answers.get(conversationId)?.length ?? 0) > 0; left -= 1) {
        await handle.signal('userPrompt', `go on ${left}`);
        await new Promise((resolve) => setTimeout(resolve, patienceMs));
      }
      const { state: now } = await chat.status();
      if (now !== 'ended') await endWithin(chat, mostMs);
      await checkRuns(agent.client, conversationId);
    } catch (error) {
      if (!(error instanceof NotPrepared)) await keepFailingSeeds(id, [seed]);
      throw error;
    } finally {
      release(conversationId);
    }
  });
}

/** Sends one input and waits a little: what is refused is refused, and what is taken may take its time. */
async function send(handle: WorkflowHandle, one: Fuzz): Promise<void> {
  if (one.kind === 'model') return;
  const sent =
    one.kind === 'signal'
      ? handle.signal(defineSignal<unknown[]>(one.name), ...one.values)
      : handle.executeUpdate(defineUpdate<unknown, [unknown, ...unknown[]]>(one.name), {
          args: [one.values[0], ...one.values.slice(1)],
        });
  const settled = Promise.resolve(sent).then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, patienceMs))]);
}

/** Answers with what was drawn, and as the words say when that is used up. */
function fuzzedModel(id: string, left: Fuzz[]): Model {
  return {
    id,
    async generate(request, options) {
      const drawn = left.shift();
      if (drawn?.kind !== 'model') return await everyStateModel.generate(request, options);
      const { text, finish } = drawn;
      return { text, finish, usage: { inputTokens: 1, outputTokens: 1 }, model: 'fuzzed' };
    },
  };
}
