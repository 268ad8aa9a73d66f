import { startDevServer } from '@durable-goals/dev-server';
import { defineGoal, defineTool, type Model, type ModelRequest } from '@durable-goals/core';
import { createTestAgent, type TestAgent } from '@durable-goals/testing';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import * as z from 'zod';
import type { Proof } from '../claim.js';
import { holdGoldenElsewhere } from '../golden/hold-elsewhere.js';
import { endingInOrder } from './connected.js';
import { endWithin } from './end-within.js';
import { loweredLimits, serverLimits } from './lowered-server.js';
import { answered } from './answered.js';
import { checkRuns, howItStands } from './workflow-tasks.js';

const letters = ['x', 'é', '語', '😀', '"', '\u0001'] as const;
/** As long as a message may be with such payloads. */
const longest = 2_500;

const goal = defineGoal({
  id: 'long-words',
  title: 'Long words',
  instructions: 'Do what is said.',
  tools: [
    defineTool({
      name: 'Read',
      description: 'Reads something long',
      effect: 'read',
      needsApproval: 'never',
      input: z.strictObject({ letter: z.string() }),
      execute: ({ letter }) => ({ text: letter.repeat(15_000) }),
    }),
    defineTool({
      name: 'Keep',
      description: 'Keeps something',
      effect: 'idempotent',
      needsApproval: 'always',
      input: z.strictObject({ text: z.string() }),
      execute: () => ({ kept: true }),
    }),
  ],
});
const goals = [goal] as const;
type Agent = TestAgent<typeof goals>;

/** Reads when told so, asks to keep when told so, and says again whatever else was said. */
const model: Model = {
  id: 'long-words',
  generate({ purpose, situation: { trigger } }: ModelRequest) {
    const said = trigger.kind === 'message' ? trigger.text : 'Well.';
    const [word, letter = 'x'] = said.split(' ');
    const step =
      word === 'read'
        ? { response: 'I read.', next: 'confirm', tool: 'Read', input: { letter } }
        : word === 'keep'
          ? { response: 'May I?', next: 'confirm', tool: 'Keep', input: { text: said } }
          : { response: `echo ${said}`, next: 'question' };
    const texts = {
      plan: JSON.stringify(step),
      validate: '{"valid": true}',
      summarize: 'Long words were said. '.repeat(200),
    };
    const usage = { inputTokens: 1, outputTokens: 1 };
    return Promise.resolve({ text: texts[purpose], finish: 'stop', usage, model: 'long-words' });
  },
};

/** Tries what uses a server's limits up, on one that allows little. */
export async function lowServerCases(proof: Proof): Promise<void> {
  const { check, depth, note } = proof;
  quietly();
  const server = await startDevServer({ dynamicConfig: loweredLimits });
  const { address, namespace } = server;
  const environment = await TestWorkflowEnvironment.createFromExistingServer({
    address,
    namespace,
    plugins: [endingInOrder],
  });
  const agent = await createTestAgent({ goals, model, serverLimits, server: environment });
  let runs = 0;
  const scale = depth === 'all' ? 3 : 1;
  const cases: Readonly<Record<string, (agent: Agent, id: string) => Promise<void>>> = {
    'more Updates than one run may have': (on, id) => manyMessages(on, id, 40 * scale),
    'more Signals than one run may have': (on, id) => manySignals(on, id, 70 * scale),
    'Signals that nobody understands': unknownSignals,
    'the longest messages and results': (on, id) => longWords(on, id, scale),
    'a message that is too long': tooLong,
  };
  try {
    for (const [name, work] of Object.entries(cases)) {
      await check(name, async () => {
        const conversationId = name.replaceAll(' ', '-');
        await work(agent, conversationId).catch(async (error: unknown) => {
          throw new Error(await howItStands(agent.client, conversationId), { cause: error });
        });
        await endWithin(agent.agents.conversation(conversationId), 2_000);
        runs += (await checkRuns(agent.client, conversationId)).count;
      });
    }
    if (depth === 'all') {
      await check('the golden conversation, its Worker killed', () =>
        holdGoldenElsewhere(proof, { address, serverLimits }),
      );
    }
    note('runs on a server with low limits', runs);
  } finally {
    await agent.close();
    await environment.teardown();
    await server.stop();
  }
}

/** Only errors are logged, unless another claim of this process said so already. */
function quietly(): void {
  try {
    Runtime.install({
      logger: new DefaultLogger('ERROR'),
      telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
    });
  } catch {
    // There is one runtime in a process, and it is there.
  }
}

async function manyMessages(agent: Agent, conversationId: string, count: number): Promise<void> {
  const chat = await agent.start('long-words', { conversationId });
  for (let index = 1; index <= count; index += 1) {
    const { text } = await answered(chat, `word ${index}`);
    if (text !== `echo word ${index}`) throw new Error(`Word ${index} was answered '${text}'.`);
  }
}

async function manySignals(agent: Agent, conversationId: string, count: number): Promise<void> {
  const chat = await agent.start('long-words', { conversationId });
  const handle = agent.client.workflow.getHandle(conversationId);
  for (let index = 1; index <= count; index += 1) {
    // What the server refuses for the number of Signals is sent again, as any client would.
    for (const until = Date.now() + 20_000; ;) {
      try {
        await handle.signal(index % 2 === 0 ? 'confirm' : 'decide', { nothing: index });
        break;
      } catch (error) {
        if (Date.now() > until) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }
  const { text } = await answered(chat, 'well?');
  if (text !== 'echo well?') throw new Error(`It was answered '${text}'.`);
}

/** The Workflow never sees these, so they use the run up; it can be ended all the same. */
async function unknownSignals(agent: Agent, conversationId: string): Promise<void> {
  const chat = await agent.start('long-words', { conversationId });
  const handle = agent.client.workflow.getHandle(conversationId);
  let taken = 0;
  for (; taken < 60; taken += 1) {
    try {
      await handle.signal('nobody-knows-this', taken);
    } catch {
      break;
    }
  }
  if (taken > 50) throw new Error('The server has no limit, so nothing was tried.');
  const { text } = await answered(chat, 'well?');
  if (text !== 'echo well?') throw new Error(`It was answered '${text}'.`);
}

async function longWords(agent: Agent, conversationId: string, rounds: number): Promise<void> {
  const chat = await agent.start('long-words', { conversationId });
  for (let round = 1; round <= rounds; round += 1) {
    for (const letter of letters) {
      // A message is bounded in bytes too, and this letter has six of them in JSON.
      const count = letter === '\u0001' ? longest / 2 : longest / letter.length;
      const words = letter.repeat(count);
      const { text } = await answered(chat, words);
      if (!text.startsWith(`echo ${letter}`)) throw new Error(`It was answered '${text}'.`);
      const read = await answered(chat, `read ${letter}`);
      if (read.tools.at(-1)?.outcome !== 'completed') throw new Error('Nothing was read.');
      const { approvals } = await answered(chat, `keep ${letter.repeat(300)}`);
      const [pending] = approvals;
      if (pending === undefined) throw new Error('No approval was asked for.');
      const kept = await chat.approve(pending);
      if (kept.tools.at(-1)?.outcome !== 'completed') throw new Error('Nothing was kept.');
    }
  }
}

async function tooLong(agent: Agent, conversationId: string): Promise<void> {
  const chat = await agent.start('long-words', { conversationId });
  const refusal = await chat.send('x'.repeat(longest + 1)).then(
    () => undefined,
    (error: unknown) => error,
  );
  const { type } = (refusal ?? {}) as { readonly type?: string };
  if (type !== 'MessageTooLong')
    throw new Error(`It was not refused as too long, but ${type ?? 'taken'}.`);
  const { text } = await answered(chat, 'short');
  if (text !== 'echo short') throw new Error(`It was answered '${text}'.`);
}
