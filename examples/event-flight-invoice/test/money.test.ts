import { expect, test } from 'vitest';
import { centsOf, maxInvoiceUsd } from '../src/invoices/money.js';

test.each([
  [19.99, 1999],
  [4.35, 435],
  [1.15, 115],
  [8.2, 820],
  [0.01, 1],
  [0.1, 10],
  [229, 22_900],
  [1200.5, 120_050],
  [33_333.33, 3_333_333],
  [maxInvoiceUsd, 5_000_000],
])('%s USD are %s cents', (usd, cents) => {
  expect(centsOf(usd)).toBe(cents);
});

test.each([
  0,
  -1,
  -0,
  0.001,
  19.999,
  0.1 + 0.2,
  1e-7,
  1e21,
  maxInvoiceUsd + 0.01,
  Number.NaN,
  Number.POSITIVE_INFINITY,
])('%s USD are refused', (usd) => {
  expect(centsOf(usd)).toBeUndefined();
});

test('every amount of whole cents up to 1,000 USD is exact', () => {
  for (let cents = 1; cents <= 100_000; cents += 1) {
    if (centsOf(cents / 100) !== cents) expect.fail(`${cents / 100} USD are not ${cents} cents`);
  }
});
