import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ToolContext } from '@durable-goals/core';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { monthsBegun, workingDays } from '../src/calendar.js';
import { openBookings, timeOffTools, type Bookings } from '../src/index.js';

const folder = mkdtempSync(join(tmpdir(), 'time-off-'));
const opened: Bookings[] = [];
let bookings: Bookings;
let count = 0;
beforeEach(() => {
  count += 1;
  bookings = openBookings(join(folder, `${count}.sqlite`));
  opened.push(bookings);
});
afterAll(() => {
  for (const one of opened) one.close();
  rmSync(folder, { recursive: true });
});

const [current, future, book] = timeOffTools({
  bookings: () => bookings,
  today: () => '2026-11-26',
});
const context = (idempotencyKey: string) => ({ idempotencyKey }) as ToolContext;
const email = 'ada@example.com';
const days = (startDate: string, endDate: string) => ({ email, startDate, endDate });

describe('the calendar', () => {
  test.each([
    ['2026-11-23', '2026-11-27', 5],
    ['2026-11-27', '2026-11-30', 2],
    ['2026-11-28', '2026-11-29', 0],
    ['2026-12-28', '2027-01-03', 5],
  ])('from %s to %s there are %i working days', (start, end, expected) => {
    expect(workingDays(start, end)).toBe(expected);
  });

  test.each([
    ['2026-11-01', '2026-11-26', 0],
    ['2026-11-01', '2026-12-01', 1],
    ['2026-11-26', '2027-02-14', 3],
    ['2026-11-26', '2026-01-01', 0],
  ])('after %s, up to %s, %i months begin', (after, upTo, expected) => {
    expect(monthsBegun(after, upTo)).toBe(expected);
  });
});

describe('days off', () => {
  test('are counted in hours and days', () => {
    expect(current.execute({ email: 'Ada@Example.com' }, context('a'))).toEqual({
      hours: 40,
      days: 5,
    });
  });

  test('grow by the first of each month until they are taken', () => {
    expect(future.execute(days('2027-01-04', '2027-01-12'), context('a'))).toEqual({
      hoursNeeded: 56,
      hoursAvailable: 64,
      isEnough: true,
      hoursLeftAfter: 8,
    });
  });

  test('are booked once, though the call is repeated', () => {
    const first = book.execute(days('2026-12-07', '2026-12-08'), context('a'));
    expect(first).toEqual({ reference: 'TO-1', hours: 16 });
    expect(book.execute(days('2026-12-07', '2026-12-08'), context('a'))).toEqual(first);
    expect(bookings.of(email)).toHaveLength(1);
    expect(current.execute({ email }, context('b'))).toEqual({ hours: 24, days: 3 });
  });

  test.each([
    [
      'that are too many',
      days('2026-12-07', '2026-12-18'),
      'It takes 80 hours, and there will be 52.',
    ],
    ['in the past', days('2026-11-20', '2026-11-20'), 'is in the past'],
    ['that end before they begin', days('2026-12-08', '2026-12-07'), 'before the first'],
    ['on a weekend only', days('2026-11-28', '2026-11-29'), 'no working day'],
    ['of nobody', { ...days('2026-12-07', '2026-12-07'), email: 'bob@example.com' }, 'Nobody here'],
  ])('%s are refused', (_, input, words) => {
    expect(() => book.execute(input, context('a'))).toThrow(words);
    expect(bookings.of(email)).toEqual([]);
  });

  test('that are booked already are refused, with the booking', () => {
    book.execute(days('2026-12-07', '2026-12-08'), context('a'));
    expect(() => book.execute(days('2026-12-08', '2026-12-09'), context('b'))).toThrow(
      '2026-12-07 to 2026-12-08 is booked already, as TO-1.',
    );
  });
});
