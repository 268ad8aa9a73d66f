import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ToolContext } from '@durable-goals/core';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { moneyTools, openBank, type Bank } from '../src/index.js';

const folder = mkdtempSync(join(tmpdir(), 'money-'));
const opened: Bank[] = [];
let bank: Bank;
let count = 0;
beforeEach(() => {
  count += 1;
  bank = openBank(join(folder, `${count}.sqlite`));
  opened.push(bank);
});
afterAll(() => {
  for (const one of opened) one.close();
  rmSync(folder, { recursive: true });
});

const [balance, move] = moneyTools(() => bank);
const context = (idempotencyKey: string) => ({ idempotencyKey }) as ToolContext;
const transfer = (amount: number, source = '1001', destination = '2001') => ({
  source,
  destination,
  amount,
});

describe('money', () => {
  test.each([
    [19.99, 1_999],
    [1.15, 115],
    [4.35, 435],
    [2_500, 250_000],
  ])('%f USD are %i cents', (amount, cents) => {
    move.execute(transfer(amount), context('a'));
    expect(bank.transfers()).toMatchObject([{ from: '1001', to: '2001', cents }]);
    expect(bank.account('1001')?.cents).toBe(250_000 - cents);
    expect(bank.account('2001')?.cents).toBe(cents);
  });

  test('is moved once, though the call is repeated, and again by another call', () => {
    const first = move.execute(transfer(100), context('a'));
    expect(first).toEqual({ reference: 'TR-1', moved: '100.00 USD' });
    expect(move.execute(transfer(100), context('a'))).toEqual(first);
    expect(move.execute(transfer(100), context('b'))).toEqual({
      reference: 'TR-2',
      moved: '100.00 USD',
    });
    expect(balance.execute({ account: '2001' }, context('c'))).toEqual({
      account: '2001',
      owner: 'Rent',
      balance: '200.00 USD',
    });
  });

  test.each([
    ['that is not there', transfer(2_500.01), "Account '1001' has less than 2500.01 USD on it."],
    ['to nobody', transfer(1, '1001', '9999'), 'One of the accounts does not exist.'],
    ['to the same account', transfer(1, '1001', '1001'), 'Both accounts are the same.'],
  ])('%s is not moved', (_, input, words) => {
    expect(() => move.execute(input, context('a'))).toThrow(words);
    expect(bank.transfers()).toEqual([]);
  });

  test('needs two people', () => {
    expect(move).toMatchObject({ effect: 'idempotent', approvals: 2 });
  });
});
