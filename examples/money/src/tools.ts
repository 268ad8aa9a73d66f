import { defineTool, ToolFailure } from '@durable-goals/core';
import * as z from 'zod';
import { openBank, type Bank } from './bank.js';

let opened: Bank | undefined;
const fromEnvironment = (): Bank =>
  (opened ??= openBank(process.env['MONEY_BANK'] ?? '.durable-goals/money.sqlite'));

const accountId = z.string().regex(/^\d{4}$/);
const usd = (cents: number): string => `${(cents / 100).toFixed(2)} USD`;

/** The tools, in the order in which they are meant to be used. */
export function moneyTools(bank: () => Bank = fromEnvironment) {
  const accountBalance = defineTool({
    name: 'AccountBalance',
    description: 'Tell whose account it is, and what is on it.',
    input: z.strictObject({ account: accountId.describe('Account to look at, four digits') }),
    effect: 'read',
    needsApproval: 'never',
    execute({ account: id }) {
      const account = bank().account(id);
      if (account === undefined) throw new ToolFailure(`There is no account '${id}'.`);
      return { account: id, owner: account.owner, balance: usd(account.cents) };
    },
  });
  const moveMoney = defineTool({
    name: 'MoveMoney',
    description: 'Move money from one account to another.',
    input: z.strictObject({
      source: accountId.describe('Number that the money is taken from, four digits'),
      destination: accountId.describe('Number that the money goes to, four digits'),
      amount: z.number().positive().max(100_000).describe('Amount in USD'),
    }),
    effect: 'idempotent',
    approvals: 2, // by two different people, whatever switch is set
    execute({ source: from, destination: to, amount }, { idempotencyKey }) {
      if (from === to) throw new ToolFailure('Both accounts are the same.');
      const cents = Math.round(amount * 100);
      const moved = bank().move(idempotencyKey, { from, to, cents });
      if (moved === 'no-such-account') throw new ToolFailure('One of the accounts does not exist.');
      if (moved === 'not-enough') {
        throw new ToolFailure(`Account '${from}' has less than ${usd(cents)} on it.`);
      }
      return { reference: moved.reference, moved: usd(moved.cents) };
    },
  });
  return [accountBalance, moveMoney] as const;
}
