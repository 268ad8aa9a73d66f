import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AgentClient, type Conversation } from '@durable-goals/client';
import { createTestAgent, type TestAgent } from '@durable-goals/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attemptsIn, surveyGoal, surveyModel } from './conversation/survey.js';

const folder = mkdtempSync(join(tmpdir(), 'parallel-calls-'));
const goals = [surveyGoal(folder)] as const;

let agent: TestAgent<typeof goals>;
beforeAll(async () => {
  agent = await createTestAgent({ goals, model: surveyModel, server: 'dev' });
});
afterAll(async () => {
  await agent.close();
  rmSync(folder, { recursive: true });
});

interface Asked {
  readonly tool: string;
  readonly input: { readonly place: string; readonly ms?: number };
}

const call = (tool: string, place: string, ms?: number): Asked => ({
  tool,
  input: { place, ...(ms === undefined ? {} : { ms }) },
});

const messageFor = (...calls: readonly Asked[]): string => JSON.stringify(calls);

/** What came of the calls of a conversation, in the order of its transcript. */
async function results(chat: Conversation): Promise<readonly (readonly [string, string])[]> {
  return (await chat.messages()).flatMap(({ toolCall, toolResult }) =>
    toolCall && toolResult
      ? [[`${toolCall.tool} ${toolCall.input['place'] as string}`, toolResult.outcome] as const]
      : [],
  );
}

test('five tools of a second each run side by side, and their results are in call order', async () => {
  const chat = await agent.start('survey', { conversationId: 'five' });
  const places = ['Perth', 'Hobart', 'Darwin', 'Cairns', 'Broome'];
  // The first takes longest, so they end in the opposite order.
  const calls = places.map((place, index) => call('Look', place, 1_400 - index * 100));
  const answer = await chat.send(messageFor(...calls));
  expect(answer).toMatchObject({ state: 'awaiting-user', text: 'I am through.' });
  expect(await results(chat)).toEqual(places.map((place) => [`Look ${place}`, 'completed']));
  const attempts = attemptsIn(folder);
  expect(attempts.map(({ what }) => what)).toEqual([
    ...places.map(() => 'began'),
    ...places.map(() => 'ended'),
  ]);
  expect(attempts.slice(5).map(({ place }) => place)).toEqual(places.toReversed());
});

test('one that fails and one that is made up leave the results of the others', async () => {
  const chat = await agent.start('survey', { conversationId: 'one-fails' });
  await chat.send(
    messageFor(
      call('Look', 'Perth', 50),
      call('Look', 'Atlantis'),
      call('Fly', 'Hobart'),
      call('Look', 'Hobart'),
    ),
  );
  expect(await results(chat)).toEqual([
    ['Look Perth', 'completed'],
    ['Look Atlantis', 'failed'],
    ['Fly Hobart', 'not-run'],
    ['Look Hobart', 'completed'],
  ]);
});

test('an unsafe call that is asked for twice in one answer is made once', async () => {
  const chat = await agent.start('survey', { conversationId: 'stutter' });
  await chat.send(messageFor(call('SendCard', 'Echuca'), call('SendCard', 'Echuca')));
  expect(await results(chat)).toEqual([['SendCard Echuca', 'completed']]);
  expect(attemptsIn(folder).filter(({ place }) => place === 'Echuca')).toHaveLength(2);
});

describe('calls that wait for a person', () => {
  test('wait while the others run already, and each is decided on its own', async () => {
    const chat = await agent.start('survey', { conversationId: 'two-wait' });
    const first = await chat.send(
      messageFor(call('Buy', 'Nimbin'), call('Look', 'Nowra'), call('Buy', 'Narooma')),
    );
    expect(first.state).toBe('awaiting-approval');
    expect(first.approvals.map(({ input }) => input)).toEqual([
      { place: 'Nimbin' },
      { place: 'Narooma' },
    ]);
    await expect
      .poll(() =>
        attemptsIn(folder).some(({ place, what }) => place === 'Nowra' && what === 'ended'),
      )
      .toBe(true);
    const [nimbin, narooma] = first.approvals;
    if (nimbin === undefined || narooma === undefined) throw new Error('Two should wait.');
    const second = await chat.approve(narooma, { by: 'ada@example.com' });
    expect(second).toMatchObject({ state: 'awaiting-approval', approvals: [nimbin] });
    const third = await chat.reject(nimbin, { reason: 'Too dear.' });
    expect(third).toMatchObject({ state: 'awaiting-user', text: 'I am through.' });
    expect(await results(chat)).toEqual([
      ['Buy Nimbin', 'rejected'],
      ['Look Nowra', 'completed'],
      ['Buy Narooma', 'completed'],
    ]);
    expect(attemptsIn(folder).some(({ place }) => place === 'Nimbin')).toBe(false);
  });
});

test('an unsafe call in doubt stands beside completed ones until somebody knows', async () => {
  const chat = await agent.start('survey', { conversationId: 'doubt' });
  const asked = await chat.send(
    messageFor(call('Look', 'Perth'), call('SendCard', 'Bermuda'), call('File', 'Hobart')),
  );
  expect(asked.state).toBe('in-doubt');
  const [doubt, ...others] = asked.inDoubt;
  expect(others).toEqual([]);
  expect(doubt).toMatchObject({ tool: 'SendCard', input: { place: 'Bermuda' } });
  const answer = await chat.resolve(doubt?.callId ?? '', { happened: true, by: 'ada@example.com' });
  expect(answer).toMatchObject({ state: 'awaiting-user', text: 'I am through.' });
  expect(await results(chat)).toEqual([
    ['Look Perth', 'completed'],
    ['SendCard Bermuda', 'completed'],
    ['File Hobart', 'completed'],
  ]);
});

test('a Worker killed amid a parallel turn repeats what may be repeated, and asks about the rest', async () => {
  const own = join(folder, 'killed-worker');
  mkdirSync(own);
  const args = [agent.environment.address ?? '', 'killed-survey', own];
  let worker = startWorker(args);
  try {
    const agents = new AgentClient<typeof goals>({
      client: agent.client,
      taskQueue: args[1] ?? '',
    });
    const chat = await agents.start('survey', { conversationId: 'killed' });
    await chat.waitFor();
    const killed = once(worker, 'exit');
    const answer = chat.send(
      messageFor(
        call('Look', 'Perth'),
        call('SendCard', 'Hobart', 60_000),
        call('File', 'Darwin', 60_000),
        call('Buy', 'Cairns'),
        call('Look', 'Vesuvius', 1_500),
      ),
    );
    expect(await killed).toEqual([null, 'SIGKILL']);
    expect(attemptsIn(own).filter(({ what }) => what === 'began')).toHaveLength(4);
    worker = startWorker(args);
    await answer;
    await chat.waitFor(['in-doubt'], { timeoutMs: 30_000 });
    const { inDoubt, approvals } = await chat.status();
    expect(inDoubt).toMatchObject([{ tool: 'SendCard', input: { place: 'Hobart' } }]);
    expect(approvals).toMatchObject([{ tool: 'Buy', input: { place: 'Cairns' } }]);
    await chat.resolve(inDoubt[0]?.callId ?? '', { happened: false });
    if (approvals[0]) await chat.reject(approvals[0]);
    await expect
      .poll(() => attemptsIn(own).filter(({ tool, what }) => tool === 'File' && what === 'began'))
      .toHaveLength(2);
    await chat.end();
    const ended = attemptsIn(own);
    const keys = ended.flatMap(({ tool, key }) => (tool === 'File' ? [key] : []));
    expect(new Set(keys).size, 'the repeat has the same key').toBe(1);
    const cards = ended.filter(({ tool, what }) => tool === 'SendCard' && what === 'began');
    expect(cards, 'no card is sent twice').toHaveLength(1);
  } finally {
    const exited = once(worker, 'exit');
    if (worker.kill('SIGKILL')) await exited;
  }
}, 90_000);

function startWorker(args: readonly string[]): ChildProcess {
  const file = fileURLToPath(new URL('conversation/survey-worker.ts', import.meta.url));
  const node = [...process.execArgv, file, ...args];
  return spawn(process.execPath, node, { stdio: ['ignore', 'ignore', 'inherit'] });
}
