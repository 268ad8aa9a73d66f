import { describe, expect, test } from 'vitest';
import { eventsByCity, type FoundEvent } from '../src/events/events-around.js';
import { findEventsTool } from '../src/tools/find-events.js';
import { toolContext } from './tool-context.js';

interface Found {
  readonly note: string;
  readonly events: readonly FoundEvent[];
}

const find = async (city: string, month: string, today = '2026-11-20'): Promise<Found> => {
  const tool = findEventsTool(() => new Date(`${today}T12:00:00Z`));
  return (await tool.execute({ city, month }, toolContext())) as Found;
};

const lines = ({ events }: Found): string[] =>
  events.map((each) => `${each.dateFrom}..${each.dateTo} ${each.eventName} (${each.month})`);

describe('FindEvents', () => {
  test('finds a month of a city and the months beside it', async () => {
    expect(lines(await find('Melbourne', 'March'))).toMatchInlineSnapshot(`
      [
        "2027-02-19..2027-02-21 White Night Melbourne (previous month)",
        "2027-03-04..2027-03-07 Australian Grand Prix (requested month)",
        "2027-03-12..2027-03-21 Melbourne Food and Wine Festival (requested month)",
        "2027-03-24..2027-04-18 Melbourne International Comedy Festival (requested month)",
        "2027-04-25..2027-04-25 Anzac Day Match (next month)",
      ]
    `);
  });

  test('finds Austin in December, on dates of this very year', async () => {
    expect(lines(await find('Austin', 'December'))).toMatchInlineSnapshot(`
      [
        "2026-12-04..2026-12-20 Armadillo Christmas Bazaar (requested month)",
        "2026-12-05..2026-12-23 Trail of Lights (requested month)",
        "2027-01-17..2027-01-19 Free Week Encore (next month)",
        "2027-11-06..2027-11-08 Lone Star Half Marathon Weekend (previous month)",
        "2027-11-14..2027-11-17 Texas Book Festival (previous month)",
      ]
    `);
  });

  test('finds a lunar new year and a film festival around March in San Francisco', async () => {
    expect(lines(await find('San Francisco', 'March'))).toMatchInlineSnapshot(`
      [
        "2027-02-06..2027-02-21 Lunar New Year Festival and Parade (previous month)",
        "2027-04-16..2027-05-02 San Francisco International Film Festival (next month)",
      ]
    `);
  });

  test.each(['New York City', 'NYC', 'new york', 'JFK', 'New York, NY, USA'])(
    'finds the same events under "%s"',
    async (name) => {
      expect(await find(name, 'December')).toEqual(await find('New York', 'December'));
    },
  );

  test.each(['Dec', '12', 'december', 'next month'])('understands "%s"', async (month) => {
    const { events } = await find('Toronto', month);
    expect(events.map(({ eventName }) => eventName)).toContain('Cavalcade of Lights');
  });

  test('gives a running event as current', async () => {
    const { events } = await find('Austin', 'December', '2026-12-20');
    const trail = events.find(({ eventName }) => eventName === 'Trail of Lights');
    expect(trail).toMatchObject({ dateFrom: '2026-12-05', dateTo: '2026-12-23' });
  });

  test('gives dates around the month of a year, and only those', async () => {
    const { events } = await find('Austin', '2028-03');
    expect(events.map(({ dateFrom }) => dateFrom.slice(0, 4))).toEqual(events.map(() => '2028'));
  });

  test('never gives an event that is over, in any city and month, at the turn of years', async () => {
    for (const today of ['2026-12-31', '2027-01-01', '2028-02-29', '2027-06-15']) {
      for (const city of Object.keys(eventsByCity)) {
        for (let month = 1; month <= 12; month += 1) {
          const { events } = await find(city, String(month), today);
          for (const { dateFrom, dateTo } of events) {
            expect(dateTo >= today && dateFrom <= dateTo).toBe(true);
          }
        }
      }
    }
  });

  test('says when there are events if there are none around the month', async () => {
    const { note, events } = await find('Denver', 'June');
    expect(events).toEqual([]);
    expect(note).toMatchInlineSnapshot(
      `"No events in Denver, CO around June. Events there begin in January, September, October, November."`,
    );
  });

  test.each([
    ['a misspelt city', 'Melborne', 'March'],
    ['an unknown city', 'Atlantis', 'March'],
    ['a city of the same name elsewhere', 'Paris, Texas', 'March'],
    ['a city without events', 'Boise', 'March'],
    ['no month', 'Austin', 'soon'],
    ['a month that is over', 'Austin', '2026-10'],
  ])('explains %s', async (_, city, month) => {
    const failure = await find(city, month).catch((error: unknown) => error);
    expect(failure).toHaveProperty('name', 'ToolFailure');
    expect(failure).toHaveProperty('message', expect.stringMatching(/^[^]+\. [A-Z][^]+\.$/));
  });

  test('suggests the nearest names', async () => {
    await expect(find('Melborne', 'March')).rejects.toThrowErrorMatchingInlineSnapshot(
      `[ToolFailure: 'Melborne' is not among the 82 cities that events are known for. Nearest in name: 'Melbourne, VIC'. Ask the person which city is meant.]`,
    );
    await expect(find('Boise', 'March')).rejects.toThrowErrorMatchingInlineSnapshot(
      `[ToolFailure: No events are known for 'Boise, ID'. Closest to it with events: 'Portland, OR', 'Seattle, WA', 'Vancouver, BC'. Offer these to the person.]`,
    );
  });
});
