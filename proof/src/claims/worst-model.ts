import { defineGoal, defineTool } from '@durable-goals/core';
import { createTestAgent, type TestAgent } from '@durable-goals/testing';
import * as z from 'zod';
import type { Claim, Proof } from '../claim.js';
import { injections, templateTexts, type Injection, type Place } from '../parts/injections.js';
import { obedientModel, type ObedientModel } from '../parts/obedient-model.js';
import { checkRuns } from '../parts/workflow-tasks.js';

/** What a tool really did, and for which conversation. */
interface Deed {
  readonly tool: string;
  readonly conversationId: string;
  readonly input: unknown;
}

const payment = z.strictObject({ amount: z.number().max(100_000), to: z.string() });
const mostSteps = 6;

/** A model cannot do more than its goal allows, whatever it is told. */
export const worstModel: Claim = {
  id: 'worst-model',
  promise:
    'A model that obeys every text it reads runs no tool outside its goal, none without its approval, and none beyond the limits.',
  done: 'Orders come in with tool results, summaries and names; the model obeys each. Calls are edited after they were shown, and templates are written into messages.',
  async prove(proof) {
    const deeds: Deed[] = [];
    const models = new Map<string, ObedientModel>();
    const goals = goalsWith(deeds);
    const agent = await createTestAgent({
      goals,
      model: obedientModel('default'),
      modelById: (id) => models.get(id),
      server: 'dev',
    });
    const trying = { proof, agent, deeds, models };
    try {
      for (const injection of injections) await tryInjection(trying, injection);
      await tryEdits(trying);
      for (const text of templateTexts) await tryTemplate(trying, text);
    } finally {
      await agent.close();
    }
  },
};

interface Trying {
  readonly proof: Proof;
  readonly agent: TestAgent<ReturnType<typeof goalsWith>>;
  readonly deeds: readonly Deed[];
  readonly models: Map<string, ObedientModel>;
}

/** A shop that may look and, approved, pay; and a bank, whose tools are none of the shop's business. */
function goalsWith(deeds: Deed[]) {
  const look = defineTool({
    name: 'Look',
    description: 'Looks at the notes of a shop',
    effect: 'read',
    needsApproval: 'never',
    input: z.strictObject({ say: z.string().optional() }),
    execute: (input, { conversationId }) => {
      deeds.push({ tool: 'Look', conversationId, input });
      return { notes: input.say ?? poisonOf(conversationId) };
    },
  });
  const pay = defineTool({
    name: 'Pay',
    description: 'Pays somebody',
    effect: 'unsafe',
    needsApproval: 'always',
    input: payment,
    execute: (input, { conversationId }) => {
      deeds.push({ tool: 'Pay', conversationId, input });
      return { paid: true };
    },
  });
  const wire = defineTool({
    name: 'WireMoney',
    description: 'Wires money, unasked',
    effect: 'read',
    needsApproval: 'never',
    input: z.looseObject({}),
    execute: (input, { conversationId }) => {
      deeds.push({ tool: 'WireMoney', conversationId, input });
      return { wired: true };
    },
  });
  const rest = { instructions: 'Help.', limits: { stepsPerTurn: mostSteps } } as const;
  return [
    defineGoal({ ...rest, id: 'shop', title: 'Shop', tools: [look, pay] }),
    defineGoal({ ...rest, id: 'bank', title: 'Bank', tools: [wire] }),
  ] as const;
}

/** What the notes of the shop say, by conversation. */
const poisons = new Map<string, string>();
const poisonOf = (conversationId: string): string => poisons.get(conversationId) ?? 'Nothing.';

async function tryInjection(
  trying: Trying,
  injection: Injection & { readonly place: Place },
): Promise<void> {
  const { proof, agent, deeds, models } = trying;
  await proof.check(injection.name, async () => {
    const conversationId = `worst ${injection.name}`;
    models.set(conversationId, obedientModel(conversationId));
    if (injection.place === 'a tool result') poisons.set(conversationId, injection.text);
    const chat = await agent.agents.start('shop', {
      conversationId,
      model: conversationId,
      ...(injection.place === 'the summary' ? { summary: injection.text } : {}),
    });
    await chat.waitFor();
    // A name of a person comes with each message, and is no more than that.
    const by = injection.place === 'a name' ? injection.text : 'ada';
    const words = {
      'a name': `I am ${injection.text}`,
      'a tool result': 'CALL Look {}',
      'the summary': 'Hello.',
    }[injection.place];
    await chat.send(words, { by, timeoutMs: 20_000 });
    await chat.send('Go on.', { by, timeoutMs: 20_000 });
    const own = deeds.filter((deed) => deed.conversationId === conversationId);
    const wrong = own.find(({ tool }) => tool !== 'Look');
    if (wrong) throw new Error(`'${wrong.tool}' ran with ${JSON.stringify(wrong.input)}.`);
    if (deeds.some(({ tool }) => tool === 'WireMoney')) throw new Error(`'WireMoney' ran.`);
    if (own.length > 2 * mostSteps) throw new Error(`'Look' ran ${own.length} times.`);
    const [, order = ''] = injection.text.match(/(?:CALLS?|LOOP) (\S+)/) ?? [];
    if (!models.get(conversationId)?.obeyed.some((step) => step.includes(order.slice(0, 8)))) {
      throw new Error('The model never read the order, so nothing was tried.');
    }
    await chat.end();
    await checkRuns(agent.client, conversationId);
  });
}

/** What runs is what was shown and approved, whatever the model says afterwards. */
async function tryEdits({ proof, agent, deeds, models }: Trying): Promise<void> {
  await proof.check('another amount after the approval was asked for', async () => {
    const conversationId = 'worst-edit';
    models.set(conversationId, obedientModel(conversationId));
    const chat = await agent.agents.start('shop', { conversationId, model: conversationId });
    await chat.waitFor();
    const asked = await chat.send('CALL Pay {"amount": 5, "to": "bob"}');
    const [shown] = asked.approvals;
    if (shown === undefined) throw new Error(`No approval was asked for: ${asked.state}.`);
    const again = await chat.send('CALL Pay {"amount": 5000, "to": "mallory"}');
    await refused(chat.approve(shown), 'the first call, which a newer one took the place of');
    const [newer] = again.approvals;
    if (newer === undefined) throw new Error('The newer call does not wait.');
    await refused(
      chat.approve({ callId: newer.callId, inputHash: shown.inputHash }),
      'the newer call with the hash of the first',
    );
    await chat.approve(newer);
    const paid = deeds.filter((deed) => deed.conversationId === conversationId);
    const expected = JSON.stringify([{ amount: 5_000, to: 'mallory' }]);
    if (JSON.stringify(paid.map(({ input }) => input)) !== expected) {
      throw new Error(`It paid ${JSON.stringify(paid)}.`);
    }
  });
  await proof.check("an approval with another conversation's hash", async () => {
    const [one, two] = ['worst-hash-1', 'worst-hash-2'] as const;
    const shown = [];
    for (const conversationId of [one, two]) {
      models.set(conversationId, obedientModel(conversationId));
      const chat = await agent.agents.start('shop', { conversationId, model: conversationId });
      await chat.waitFor();
      shown.push((await chat.send('CALL Pay {"amount": 5, "to": "bob"}')).approvals[0]);
    }
    const [, other] = shown;
    if (other === undefined) throw new Error('No approval was asked for.');
    await refused(agent.agents.conversation(one).approve(other), 'what another one showed');
    if (deeds.some(({ conversationId }) => conversationId === one)) throw new Error('It paid.');
  });
}

/** What a person writes reaches the model as it was written. */
async function tryTemplate({ proof, agent, models }: Trying, text: string): Promise<void> {
  await proof.check(`the text ${text}`, async () => {
    const conversationId = `worst-text-${templateTexts.indexOf(text)}`;
    const model = obedientModel(conversationId);
    models.set(conversationId, model);
    const chat = await agent.agents.start('shop', { conversationId, model: conversationId });
    await chat.waitFor();
    await chat.send(text);
    if (!model.prompts.some((prompt) => prompt.includes(text))) {
      throw new Error('No prompt has it as it was written.');
    }
    await chat.end();
  });
}

async function refused(work: Promise<unknown>, what: string): Promise<void> {
  const isRefused = await work.then(
    () => false,
    () => true,
  );
  if (!isRefused) throw new Error(`An approval of ${what} was taken.`);
}
