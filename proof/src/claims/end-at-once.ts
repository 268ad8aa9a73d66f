import { createTestAgent, type TestAgent } from '@durable-goals/testing';
import type { Claim, Proof } from '../claim.js';
import {
  bringInto,
  everyStateGoal,
  everyStateModel,
  handingOverGoal,
  releaseAll,
  stateCases,
} from '../parts/every-state.js';
import { endWithin } from '../parts/end-within.js';
import { checkRuns } from '../parts/workflow-tasks.js';

const goals = [everyStateGoal, handingOverGoal] as const;
type Agent = TestAgent<typeof goals>;

/** What the issue allows between the word and the end. */
const mostMs = 2_000;
const callers = 20;
const plain = { goalId: 'every-state' } as const;

/** A person can always leave. */
export const endAtOnce: Claim = {
  id: 'end-at-once',
  promise: 'In every state a conversation ends within two seconds of being told to.',
  done: 'Conversations are ended in each state, with twenty callers behind a slow tool, and before a Worker has looked their goal up.',
  async prove(proof) {
    const agent = await createTestAgent({ goals, model: everyStateModel, server: 'dev' });
    try {
      await endEach(proof, agent);
    } finally {
      releaseAll();
      await agent.close();
    }
  },
};

async function endEach(proof: Proof, agent: Agent): Promise<void> {
  const { check, depth, note } = proof;
  let longest = 0;
  const took = (ms: number): void => {
    longest = Math.max(longest, ms);
  };
  const rounds = depth === 'all' ? 5 : 1;
  for (let round = 1; round <= rounds; round += 1) {
    const suffix = round === 1 ? '' : `, round ${round}`;
    for (const state of stateCases) {
      await check(`${state.name}${suffix}`, async () => {
        const { goalId, limits } = state;
        const chat = await agent.start(goalId, limits === undefined ? {} : { limits });
        await bringInto(agent.client, chat, state);
        took(await endWithin(chat, mostMs));
        await checkRuns(agent.client, chat.id);
      });
    }
    await check(`twenty callers behind a slow tool${suffix}`, async () => {
      took(await endBehindCallers(agent));
    });
    await check(`before its goal is looked up${suffix}`, async () => {
      took(await endBeforeWorker(agent));
    });
  }
  note('ms at most', Math.round(longest));
}

async function endBehindCallers(agent: Agent): Promise<number> {
  const chat = await agent.start('every-state');
  await bringInto(agent.client, chat, {
    ...plain,
    name: 'running a tool',
    words: ['tool'],
    shows: 'working',
  });
  const sent = Array.from({ length: callers }, (_, index) => chat.send(`message ${index}`));
  const answered = Promise.allSettled(sent);
  const until = Date.now() + 20_000;
  while ((await chat.status()).queued < callers) {
    if (Date.now() > until) throw new Error('The callers do not get in.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const ms = await endWithin(chat, mostMs);
  for (const answer of await answered) {
    if (answer.status === 'fulfilled') {
      if (answer.value.state !== 'ended' && answer.value.state !== 'queued') {
        throw new Error(`A caller was told '${answer.value.state}'.`);
      }
    } else {
      const { type } = answer.reason as { readonly type?: string };
      if (type !== 'ConversationEnded' && type !== 'NoConversation') throw answer.reason;
    }
  }
  await checkRuns(agent.client, chat.id);
  return ms;
}

/** No Worker polls when it is started and ended; it is over two seconds after one does. */
async function endBeforeWorker(agent: Agent): Promise<number> {
  const taskQueue = `late-${performance.now()}`;
  const handle = await agent.client.workflow.start('agentGoalWorkflow', {
    workflowId: taskQueue,
    taskQueue,
    args: [{ goalId: 'every-state', mode: 'chat' }],
  });
  const told = performance.now();
  await agent.agents.conversation(handle.workflowId).end();
  const ms = performance.now() - told;
  if (ms > mostMs) throw new Error(`The server took ${Math.round(ms)} ms to take the end.`);
  const late = await createTestAgent({
    goals,
    model: everyStateModel,
    server: agent.environment,
    taskQueue,
  });
  try {
    const begun = performance.now();
    await handle.result();
    const over = performance.now() - begun;
    if (over > mostMs) throw new Error(`It was over ${Math.round(over)} ms after a Worker came.`);
    return Math.max(ms, over);
  } finally {
    await late.close();
  }
}
