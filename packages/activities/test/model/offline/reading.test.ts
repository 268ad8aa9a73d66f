import { describe, expect, test } from 'vitest';
import { readIntents } from '../../../src/model/offline/intents.js';
import { presentResult } from '../../../src/model/offline/present-result.js';
import { instantOf, readTimes } from '../../../src/model/offline/read-dates.js';
import { readNumbers } from '../../../src/model/offline/read-numbers.js';
import { readPlaces } from '../../../src/model/offline/read-places.js';

describe('numbers', () => {
  test.each([
    ['$199.99', [199.99]],
    ['1,200.50', [1200.5]],
    ['42', [42]],
    ['four people and 2 dogs', [4, 2]],
    ['the blue one', []],
    ['room12 on the 3rd', []],
    ['half an hour', [0.5]],
    ['3k', [3000]],
    ['-5 degrees', [-5]],
    ['1,200 euros', [1200]],
  ])('%s', (text, values) => {
    expect(readNumbers(text).map(({ value }) => value)).toEqual(values);
  });
});

describe('dates from November 5, 2026 on', () => {
  test.each([
    ['March 3', '2027-03-03'],
    ['December 24', '2026-12-24'],
    ['tomorrow', '2026-11-06'],
    ['next Friday', '2026-11-13'],
    ['on the 3rd of May', '2027-05-03'],
    ['2027-01-31', '2027-01-31'],
    ['in two weeks', '2026-11-19'],
  ])('%s', (text, day) => {
    expect(readTimes(text, '2026-11-05')[0]?.start.day).toBe(day);
  });

  test.each([
    ['in March', 3, 2027],
    ['November', 11, 2026],
    ['next month', 12, 2026],
    ['May', 5, 2027],
    ['march', 3, 2027],
  ])('a month: %s', (text, month, year) => {
    expect(readTimes(text, '2026-11-05')[0]?.start).toMatchObject({ month, year });
  });

  test.each(['I may go', 'we march on together', 'the second one', 'the month', '2'])(
    'none in: %s',
    (text) => {
      expect(readTimes(text, '2026-11-05')).toEqual([]);
    },
  );

  test('a time in a zone is an instant', () => {
    expect(instantOf('2027-07-01', '09:30', 'Australia/Melbourne')).toBe('2027-06-30T23:30:00Z');
    expect(instantOf('2027-01-01', '09:30', 'UTC')).toBe('2027-01-01T09:30:00Z');
  });
});

describe('places', () => {
  test.each([
    ['from Austin, TX to San Francisco in March', ['Austin, TX', 'San Francisco', 'March']],
    ['I want to fly to São Paulo', ['São Paulo']],
    ['events in new york city during december', ['new york city']],
    ['to attend the festival', []],
    ['in advance', []],
  ])('%s', (text, names) => {
    expect(readPlaces(text).map(({ name }) => name)).toEqual(names);
  });
});

describe('intents', () => {
  test.each([
    ["that's all, end conversation", 'goodbye'],
    ['no, cancel that', 'cancel'],
    ['never mind', 'cancel'],
    ['yes please', 'yes'],
    ["yeah, let's do it", 'yes'],
    ['nope', 'no'],
    ['try that once more', 'again'],
    ['something else please', 'newGoal'],
    ['many thanks', 'thanks'],
    ['make it April', 'change'],
  ] as const)('%s: %s', (text, intent) => {
    expect(readIntents(text)[intent]).toBe(true);
  });

  test.each([
    ['I want to cancel my order 17', 'cancel'],
    ['yesterday', 'yes'],
    ['November', 'no'],
    ['I would like to see a show', 'yes'],
    ['notify the team', 'no'],
    ['I need to be done by noon', 'goodbye'],
    ['I want something else to eat at the party', 'newGoal'],
  ] as const)('%s: no %s', (text, intent) => {
    expect(readIntents(text)[intent]).toBe(false);
  });
});

test('a result as a person reads it', () => {
  const output = {
    currency: 'EUR',
    flights: [
      {
        carrier: 'Kestrel',
        code: 'KS 1',
        price: 120.5,
        departs: '2027-03-01',
        direct: true,
        stops: 0,
      },
      {
        carrier: 'Osprey',
        code: 'OS 2',
        price: 99,
        departs: '2027-03-02',
        direct: false,
        stops: 1,
      },
    ],
  };
  expect(presentResult('SearchFlights', output)).toBe(
    '1. Kestrel KS 1, March 1, 2027, 120.50 EUR, direct, stops 0\n2. Osprey OS 2, March 2, 2027, 99 EUR, stops 1',
  );
  expect(presentResult('Pay', { status: 'open', payURL: 'https://pay.example/1' })).toBe(
    'Status: open\nPay URL: https://pay.example/1',
  );
  expect(presentResult('Find', { rooms: [] })).toBe('Nothing was found.');
});
