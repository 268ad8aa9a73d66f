import { defineTool, ToolFailure, type DefinedTool } from '@durable-goals/core';
import * as z from 'zod';
import { dayOf, monthNumber } from '../events/calendar.js';
import { citiesWithEvents, eventsAround, eventsByCity } from '../events/events-around.js';
import { monthInWords, monthNames, readMonth, type RequestedMonth } from '../events/month.js';
import { citiesInWords, cityInWords, distanceKm, type City } from '../places/city.js';
import { findCity } from '../places/find-city.js';

const input = z.strictObject({
  city: z
    .string()
    .trim()
    .min(1)
    .describe('City to find events in, for example "Melbourne" or "Austin, TX"'),
  month: z
    .string()
    .trim()
    .min(1)
    .describe('Month to find events in, for example "March", "2027-03" or "next month"'),
});

const output = z.object({
  note: z.string(),
  events: z.array(
    z.object({
      city: z.string(),
      eventName: z.string(),
      dateFrom: z.iso.date(),
      dateTo: z.iso.date(),
      description: z.string(),
      month: z.enum(['requested month', 'previous month', 'next month']),
    }),
  ),
});

/**
 * Makes the tool that finds events in a city, in a month and in the months beside it.
 *
 * @param now - The clock that says which day is today, in UTC.
 */
export function findEventsTool(
  now: () => Date = () => new Date(),
): DefinedTool<'FindEvents', typeof input> {
  return defineTool({
    name: 'FindEvents',
    description:
      'Find events in a city around a month. The months before and after it are searched as well, and every event comes with its next dates.',
    input,
    output,
    effect: 'read',
    execute({ city: name, month: text }) {
      const today = dayOf(now());
      const city = cityWithEvents(name);
      const requested = requestedMonth(text, today);
      const events = eventsAround(city, requested, today);
      return { note: noteOn(city, requested, events), events };
    },
  });
}

/** Finds events in a city around a month. */
export const findEvents = findEventsTool();

function cityWithEvents(name: string): City {
  const found = findCity(name, citiesWithEvents);
  if (found.city === undefined) {
    const { nearest } = found;
    const remedy =
      nearest.length > 0
        ? `Nearest in name: ${citiesInWords(nearest)}.`
        : `Cities with events are, for example, ${citiesInWords(citiesWithEvents.slice(0, 5))}.`;
    throw new ToolFailure(
      `'${name}' is not among the ${citiesWithEvents.length} cities that events are known for. ${remedy} Ask the person which city is meant.`,
    );
  }
  const { city } = found;
  if (city.name in eventsByCity) return city;
  const close = citiesWithEvents
    .toSorted((a, b) => distanceKm(city, a) - distanceKm(city, b))
    .slice(0, 3);
  throw new ToolFailure(
    `No events are known for '${cityInWords(city)}'. Closest to it with events: ${citiesInWords(close)}. Offer these to the person.`,
  );
}

function requestedMonth(text: string, today: string): RequestedMonth {
  const requested = readMonth(text, today);
  if (requested === undefined) {
    throw new ToolFailure(
      `'${text}' is not a month. Give a name such as 'March', a number from 1 to 12, a month of a year such as '2027-03', 'this month' or 'next month'.`,
    );
  }
  const { month, year } = requested;
  if (year !== undefined && year * 12 + month - 1 < monthNumber(today)) {
    throw new ToolFailure(
      `${monthInWords(requested)} is over; today is ${today}. Give the month without a year to get the next dates.`,
    );
  }
  return requested;
}

function noteOn(
  city: City,
  requested: RequestedMonth,
  events: ReturnType<typeof eventsAround>,
): string {
  const place = `${cityInWords(city)} around ${monthInWords(requested)}`;
  if (events.length > 0) {
    const inMonth = events.filter(({ month }) => month === 'requested month').length;
    const count = events.length === 1 ? '1 event' : `${events.length} events`;
    return `${count} in ${place}, ${inMonth} in the requested month itself. Dates are the next ones.`;
  }
  const months = new Set(
    (eventsByCity[city.name] ?? []).map(({ from }) => Number(from.slice(0, 2))),
  );
  const names = monthNames.filter((_, index) => months.has(index + 1));
  return `No events in ${place}. Events there begin in ${names.join(', ')}.`;
}
