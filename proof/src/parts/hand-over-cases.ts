import { createTestAgent, type TestAgent } from '@durable-goals/testing';
import type { Proof } from '../claim.js';
import { everyStateGoal, everyStateModel, handingOverGoal, releaseAll } from './every-state.js';
import { checkRuns } from './workflow-tasks.js';

const goals = [everyStateGoal, handingOverGoal] as const;
type Agent = TestAgent<typeof goals>;
type Chat = Awaited<ReturnType<Agent['start']>>;

const rounds = { short: 1, all: 42 } as const;

/** Tries, again and again, that a run hands over whatever is pending to the next one. */
export async function handOverCases({ depth, check, note }: Proof): Promise<void> {
  const agent = await createTestAgent({
    goals,
    model: everyStateModel,
    modelById: (id) => (id === 'other' ? { ...everyStateModel, id } : undefined),
    server: 'dev',
  });
  let handOvers = 0;
  try {
    for (const [name, work] of Object.entries(cases)) {
      await check(`handed over: ${name}`, async () => {
        const chat = await agent.start('handing-over', { limits: { turns: 1_000 } });
        for (let round = 1; round <= rounds[depth]; round += 1) await work(agent, chat, round);
        handOvers += (await checkRuns(agent.client, chat.id)).count - 1;
        await chat.end();
      });
    }
    note('hand-overs with something pending', handOvers);
  } finally {
    releaseAll();
    await agent.close();
  }
}

type Case = (agent: Agent, chat: Chat, round: number) => Promise<void>;

const cases: Readonly<Record<string, Case>> = {
  async 'an approval'(agent, chat) {
    const asked = await handedOver(agent, chat, () => chat.send('pay'));
    const [pending] = await chat.approvals();
    same(pending, asked.approvals[0], 'the approval');
    if (pending === undefined) throw new Error('No approval waits.');
    const { tools } = await chat.approve(pending);
    same(tools, [{ callId: pending.callId, tool: 'Pay', outcome: 'completed' }], 'the call');
  },
  async 'a call in doubt'(agent, chat) {
    const lost = await handedOver(agent, chat, () => chat.send('lose'));
    const { inDoubt } = await chat.status();
    same(inDoubt, lost.inDoubt, 'the doubt');
    const [doubt] = inDoubt;
    if (doubt === undefined) throw new Error('No call is in doubt.');
    const { tools } = await chat.resolve(doubt.callId, { happened: true });
    same(tools.at(-1)?.callId, doubt.callId, 'the call');
  },
  async 'messages in flight'(agent, chat, round) {
    const texts = Array.from({ length: 8 }, (_, at) => `message ${round}-${at}`);
    const answers = await handedOver(agent, chat, () =>
      Promise.all(texts.map((text) => chat.send(text, { id: text }))),
    );
    same(
      answers.map(({ text }) => text),
      texts.map((text) => `echo ${text}`),
      'the answers',
    );
    same(new Set(answers.map(({ turn }) => turn)).size, texts.length, 'the number of turns');
  },
  async 'ids that were taken'(agent, chat, round) {
    const id = `id-${round}`;
    const first = await handedOver(agent, chat, () => chat.send(`once ${round}`, { id }));
    const again = await chat.send(`once ${round}`, { id });
    same(again.turn, first.turn, 'the turn');
    const oldest = await chat.send('once 1', { id: 'id-1' });
    same(oldest.turn, 1, 'the turn of the first one');
  },
  async 'usage, limits and the model'(agent, chat, round) {
    if (round === 1) await chat.setModel('other');
    await handedOver(agent, chat, () => chat.send(`word ${round}`));
    const { usage, model, goalId } = await chat.status();
    same([usage.turns, model, goalId], [round, 'other', 'handing-over'], 'what was used');
    await chat.grant({ turns: 1 });
  },
  async 'the goal'(agent, chat, round) {
    const before = await chat.goal();
    await handedOver(agent, chat, () => chat.send(`word ${round}`));
    same(await chat.goal(), before, 'the goal');
  },
};

/** Does something that makes the run hand over, and waits until it has. */
async function handedOver<Result>(
  { client }: Agent,
  chat: Chat,
  work: () => Promise<Result>,
): Promise<Result> {
  const handle = client.workflow.getHandle(chat.id);
  const { runId: before } = await handle.describe();
  const result = await work();
  for (const until = Date.now() + 20_000; ;) {
    const { runId } = await handle.describe();
    if (runId !== before) return result;
    if (Date.now() > until) throw new Error('It did not hand over.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function same(actual: unknown, expected: unknown, what: string): void {
  const [is, was] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== was) throw new Error(`After the hand-over ${what} is ${is}, and was ${was}.`);
}
