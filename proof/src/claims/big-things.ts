import { join } from 'node:path';
import { defineGoal, defineTool, type Model, type ModelRequest } from '@durable-goals/core';
import { fileResults, sqliteStore } from '@durable-goals/store';
import { createTestAgent, type TestAgent } from '@durable-goals/testing';
import * as z from 'zod';
import type { Claim, Proof } from '../claim.js';
import { endWithin } from '../parts/end-within.js';
import { checkRuns } from '../parts/workflow-tasks.js';

/** Megabytes of a result; Temporal's own limit for one payload is two. */
const sizes = { short: [1.9, 2.1, 5], all: [0.1, 1.9, 2.1, 3, 5, 20, 50] } as const;
/** What a prompt and a run's history may grow by, however large a result is. */
const mostPromptCharacters = 40_000;
const mostHistoryBytes = 200_000;

/** The largest thing does not end the smallest conversation. */
export const bigThings: Claim = {
  id: 'big-things',
  promise:
    'A tool result of any size is kept whole, and neither ends a conversation nor floods its history or the model.',
  done: 'Tools give results of up to many megabytes; each is read back whole by a client and by a later tool, and history and prompts are measured.',
  async prove(proof) {
    const store = sqliteStore(join(proof.folder, 'store.db'));
    const results = fileResults(join(proof.folder, 'results'));
    const model = giver();
    const agent = await createTestAgent({ goals, model, store, results, server: 'dev' });
    try {
      for (const size of sizes[proof.depth]) {
        await proof.check(`a result of ${size} MB`, async () => {
          await giveAndMeasure({ proof, agent, model }, size * 1_000_000);
        });
      }
    } finally {
      await agent.close();
      await results.close();
      await store.close();
    }
  },
};

/** Characters around a text in JSON. */
const quotes = 2;

const goal = defineGoal({
  id: 'big',
  title: 'Big things',
  instructions: 'Give what is asked for.',
  tools: [
    defineTool({
      name: 'Give',
      description: 'Gives a text of a size',
      effect: 'read',
      needsApproval: 'never',
      input: z.strictObject({ size: z.number() }),
      execute: ({ size }) => 'x'.repeat(size),
    }),
    defineTool({
      name: 'Measure',
      description: 'Measures what another call gave',
      effect: 'read',
      needsApproval: 'never',
      input: z.strictObject({ of: z.string() }),
      execute: async ({ of }, { resultOf }) => JSON.stringify(await resultOf(of)).length - quotes,
    }),
  ],
});
const goals = [goal] as const;

interface Giver extends Model {
  /** Characters of the longest prompt so far. */
  readonly longestPrompt: number;
}

/** A model that calls `tool {input}` as it is told, and otherwise says that it is done. */
function giver(): Giver {
  let longestPrompt = 0;
  return {
    id: 'giver',
    get longestPrompt() {
      return longestPrompt;
    },
    generate({ purpose, messages, situation: { trigger } }: ModelRequest) {
      const length = messages.reduce((sum, { content }) => sum + content.length, 0);
      longestPrompt = Math.max(longestPrompt, length);
      const [tool = '', input = ''] = trigger.kind === 'message' ? trigger.text.split(' ') : [];
      const step =
        input === ''
          ? { response: 'There.', next: 'question' }
          : { response: 'Now.', next: 'confirm', tool, input: JSON.parse(input) as object };
      const texts = {
        plan: JSON.stringify(step),
        validate: '{"valid": true}',
        summarize: 'Things were given.',
      };
      const usage = { inputTokens: 1, outputTokens: 1 };
      return Promise.resolve({ text: texts[purpose], finish: 'stop', usage, model: 'giver' });
    },
  };
}

interface Trying {
  readonly proof: Proof;
  readonly agent: TestAgent<typeof goals>;
  readonly model: Giver;
}

async function giveAndMeasure({ proof, agent, model }: Trying, size: number): Promise<void> {
  const chat = await agent.start('big', { conversationId: `big-${size}` });
  const { tools } = await chat.send(`Give {"size":${size}}`);
  const [given] = tools;
  if (given?.outcome !== 'completed') throw new Error(`The call is ${given?.outcome ?? 'gone'}.`);
  const whole = await chat.toolOutput(given.callId);
  const back = JSON.stringify(whole).length - quotes;
  if (back !== size) throw new Error(`${back} characters came back.`);
  const measured = await chat.send(`Measure {"of":"${given.callId}"}`);
  const length = await chat.toolOutput(measured.tools[0]?.callId ?? '');
  if (length !== size) throw new Error(`A later tool read ${JSON.stringify(length)}.`);
  if (model.longestPrompt > mostPromptCharacters) {
    throw new Error(`The model was given ${model.longestPrompt} characters.`);
  }
  const { historySize = 0 } = await agent.client.workflow.getHandle(chat.id).describe();
  if (historySize > mostHistoryBytes) throw new Error(`The history has ${historySize} bytes.`);
  proof.note('characters in the longest prompt', model.longestPrompt);
  proof.note('bytes of history at most', historySize);
  await endWithin(chat, 2_000);
  await checkRuns(agent.client, chat.id);
}
