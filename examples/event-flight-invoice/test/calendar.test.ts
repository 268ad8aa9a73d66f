import { describe, expect, test } from 'vitest';
import { monthsOf, nextOccurrence, occurrenceIn } from '../src/events/calendar.js';
import { readMonth } from '../src/events/month.js';

describe('the next occurrence', () => {
  const rule = { from: '12-05', to: '12-23' };
  test.each([
    ['is in this year when it is still to come', '2026-11-20', '2026-12-05', '2026-12-23'],
    ['is the running one', '2026-12-10', '2026-12-05', '2026-12-23'],
    ['is the running one on its last day', '2026-12-23', '2026-12-05', '2026-12-23'],
    ['is in the next year once it is over', '2026-12-24', '2027-12-05', '2027-12-23'],
  ])('%s', (_, today, dateFrom, dateTo) => {
    expect(nextOccurrence(rule, today)).toEqual({ dateFrom, dateTo });
  });

  test.each([
    ['before it', '2026-12-01', '2026-12-29', '2027-01-02'],
    ['in December', '2026-12-30', '2026-12-29', '2027-01-02'],
    ['in January', '2027-01-02', '2026-12-29', '2027-01-02'],
    ['after it', '2027-01-03', '2027-12-29', '2028-01-02'],
  ])('crosses the new year, seen %s', (_, today, dateFrom, dateTo) => {
    expect(nextOccurrence({ from: '12-29', to: '01-02' }, today)).toEqual({ dateFrom, dateTo });
  });

  test('is never past and never more than a year and a day away, from any day of eight years', () => {
    const rules = [rule, { from: '02-29', to: '02-29' }, { from: '12-31', to: '01-01' }];
    for (let day = Date.UTC(2024, 0, 1); day < Date.UTC(2032, 0, 1); day += 86_400_000) {
      const today = new Date(day).toISOString().slice(0, 10);
      for (const each of rules) {
        const { dateFrom, dateTo } = nextOccurrence(each, today);
        expect(dateTo >= today).toBe(true);
        expect(Date.parse(dateFrom) - day).toBeLessThanOrEqual(366 * 86_400_000);
      }
    }
  });
});

test('a 29 February is the 28th where there is none', () => {
  const rule = { from: '02-13', to: '02-29' };
  expect(occurrenceIn(rule, 2027).dateTo).toBe('2027-02-28');
  expect(occurrenceIn(rule, 2028).dateTo).toBe('2028-02-29');
});

test('an occurrence touches every month from its first to its last day', () => {
  const months = monthsOf({ dateFrom: '2026-11-20', dateTo: '2027-01-03' });
  expect(months.map((month) => (month % 12) + 1)).toEqual([11, 12, 1]);
});

describe('a month', () => {
  const today = '2026-12-20';
  test.each([
    ['March', { month: 3 }],
    ['march', { month: 3 }],
    ['MAR', { month: 3 }],
    ['Sept.', { month: 9 }],
    ['3', { month: 3 }],
    ['03', { month: 3 }],
    ['in late March', { month: 3 }],
    ['next March', { month: 3 }],
    ['the month of May', { month: 5 }],
    ['2027-03', { month: 3, year: 2027 }],
    ['2027/3', { month: 3, year: 2027 }],
    ['2027-03-14', { month: 3, year: 2027 }],
    ['03/2027', { month: 3, year: 2027 }],
    ['March 2027', { month: 3, year: 2027 }],
    ['march, 2027', { month: 3, year: 2027 }],
    ['2027 March', { month: 3, year: 2027 }],
    ['this month', { month: 12, year: 2026 }],
    ['next month', { month: 1, year: 2027 }],
    ['the next month', { month: 1, year: 2027 }],
  ])('given as "%s"', (text, expected) => {
    expect(readMonth(text, today)).toEqual(expected);
  });

  test.each(['', '0', '13', '2027-13', 'Marchember', 'ma', 'soon', 'any', '99/2027', 'last month'])(
    'is not "%s"',
    (text) => {
      expect(readMonth(text, today)).toBeUndefined();
    },
  );
});
