import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBank } from '@durable-goals/example-money';
import { openBookings } from '@durable-goals/example-time-off';
import { createTestAgent, scriptedModel, type TestAgent } from '@durable-goals/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goals } from '../src/index.js';

const folder = mkdtempSync(join(tmpdir(), 'front-desk-'));
const before = { ...process.env };
let agent: TestAgent<typeof goals>;
beforeAll(async () => {
  process.env['MONEY_BANK'] = join(folder, 'money.sqlite');
  process.env['TIME_OFF_BOOKINGS'] = join(folder, 'time-off.sqlite');
  // Without a key, as on a fresh machine: the offline model plans.
  agent = await createTestAgent({ goals, server: 'dev' });
});
afterAll(async () => {
  await agent.close();
  process.env = before;
  rmSync(folder, { recursive: true });
});

test('without a key, a person finds the desk for days off, and hears how many there are', async () => {
  const chat = await agent.start('choose-goal');
  expect((await chat.messages()).at(-1)?.text).toMatch(
    /Which goal would you like to go on with: time-off, money or holiday\?$/,
  );
  // By what it is called, though not by its id.
  await chat.send('I want to book some days');
  expect((await chat.status()).goalId).toBe('time-off');
  expect((await chat.send('ada@example.com')).text).toMatch(/\b\d+\b/);
  const back = await chat.send('something else please');
  expect(back.text).toMatch(/Which goal would you like to go on with/);
  await chat.send('holiday');
  expect((await chat.status()).goalId).toBe('holiday');
});

test('without a key, a sub-agent books the days, once the person has approved it', async () => {
  const chat = await agent.start('holiday');
  await chat.send('grace@example.com');
  await chat.send('from 2027-03-01 to 2027-03-02');
  const { approvals } = await chat.send('Book these days');
  const [call] = approvals;
  expect(call).toMatchObject({
    callId: 'c2.c2',
    tool: 'BookTimeOff',
    input: { startDate: '2027-03-01', endDate: '2027-03-02' },
    subAgent: { goalId: 'booker', conversationId: `${chat.id}.c2` },
  });
  if (call === undefined) return;
  const { text } = await chat.approve(call, { by: 'grace@example.com' });
  expect(text).toContain('TO-');
  const bookings = openBookings(join(folder, 'time-off.sqlite'));
  expect(bookings.of('grace@example.com')).toMatchObject([{ start: '2027-03-01', hours: 16 }]);
  bookings.close();
});

test('money is moved once two people approved, and days off are the next thing', async () => {
  const model = scriptedModel([
    { call: 'ChangeGoal', input: { goalId: 'money' } },
    { say: 'From which account, to which, and how much?' },
    { call: 'AccountBalance', input: { account: '1001' } },
    { call: 'MoveMoney', input: { source: '1001', destination: '2001', amount: 19.99 } },
    { say: 'Moved.' },
    { raw: JSON.stringify({ response: 'Not here.', next: 'pick-new-goal' }) },
    { call: 'ChangeGoal', input: { goalId: 'time-off' } },
    { say: 'Whose days off?' },
  ]);
  const desk = await createTestAgent({ goals, model, server: agent.environment });
  try {
    const chat = await desk.start('choose-goal');
    const { approvals } = await chat.send('19.99 from 1001 to 2001');
    const [call] = approvals;
    expect(call).toMatchObject({ tool: 'MoveMoney', approvalsNeeded: 2 });
    if (call === undefined) return;
    const first = await chat.approve(call, { by: 'ada@example.com' });
    expect(first.approvals).toMatchObject([{ approvedBy: [{ by: 'ada@example.com' }] }]);
    await expect(chat.approve(call, { by: 'ada@example.com' })).rejects.toMatchObject({
      type: 'SecondPersonNeeded',
    });
    await chat.approve(call, { by: 'grace@example.com' });
    const bank = openBank(join(folder, 'money.sqlite'));
    expect(bank.transfers()).toMatchObject([{ from: '1001', to: '2001', cents: 1_999 }]);
    bank.close();
    expect((await chat.send('Now some days off')).text).toBe('Whose days off?');
    expect((await chat.status()).goalId).toBe('time-off');
  } finally {
    await desk.close();
  }
});
