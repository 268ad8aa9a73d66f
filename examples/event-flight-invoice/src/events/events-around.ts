import eventData from '../data/events.json' with { type: 'json' };
import { cities, type City } from '../places/city.js';
import { monthsOf, nextOccurrence, occurrenceIn, type YearlyRule } from './calendar.js';
import type { RequestedMonth } from './month.js';

/** An event that comes back every year. */
export interface YearlyEvent extends YearlyRule {
  readonly name: string;
  readonly description: string;
}

/** An event on its next dates, as the model and the person see it. */
export interface FoundEvent {
  readonly city: string;
  readonly eventName: string;
  /** First day, `YYYY-MM-DD`. */
  readonly dateFrom: string;
  /** Last day, `YYYY-MM-DD`; never before today. */
  readonly dateTo: string;
  readonly description: string;
  readonly month: 'requested month' | 'previous month' | 'next month';
}

/** The events of each city, by the city's name. */
export const eventsByCity: Readonly<Record<string, readonly YearlyEvent[]>> = eventData;

/** The cities that have events, in the order of the data. */
export const citiesWithEvents: readonly City[] = cities.filter(({ name }) => name in eventsByCity);

/**
 * The events of a city in a month, the month before and the month after, by date.
 *
 * Without a year each event is given on its next dates; with one, only on dates around that very month.
 * An event that is running counts as current; one that is over never appears on past dates.
 *
 * @param today - `YYYY-MM-DD`.
 */
export function eventsAround(city: City, requested: RequestedMonth, today: string): FoundEvent[] {
  const found = (eventsByCity[city.name] ?? []).flatMap((event) =>
    occurrences(event, requested.year, today).flatMap((occurrence) => {
      const month = monthLabel(monthsOf(occurrence), requested);
      if (month === undefined) return [];
      const { name: eventName, description } = event;
      return [{ city: city.name, eventName, ...occurrence, description, month }];
    }),
  );
  return found.toSorted((a, b) => (a.dateFrom < b.dateFrom ? -1 : 1));
}

function occurrences(event: YearlyEvent, year: number | undefined, today: string) {
  if (year === undefined) return [nextOccurrence(event, today)];
  return [year - 1, year, year + 1]
    .map((each) => occurrenceIn(event, each))
    .filter(({ dateTo }) => dateTo >= today);
}

function monthLabel(
  months: readonly number[],
  { month, year }: RequestedMonth,
): FoundEvent['month'] | undefined {
  const touches = (offset: number): boolean =>
    year === undefined
      ? months.some((each) => each % 12 === (month + 11 + offset) % 12)
      : months.includes(year * 12 + month - 1 + offset);
  if (touches(0)) return 'requested month';
  if (touches(-1)) return 'previous month';
  return touches(1) ? 'next month' : undefined;
}
