import { defineTool, ToolFailure } from '@durable-goals/core';
import * as z from 'zod';
import { employeeOf, hoursOn } from './balance.js';
import { openBookings, type Bookings } from './bookings.js';
import { hoursPerDay, workingDays } from './calendar.js';

/** What the tools work with. */
export interface TimeOffOptions {
  readonly bookings: () => Bookings;
  /** Today, `YYYY-MM-DD`. */
  readonly today: () => string;
}

let opened: Bookings | undefined;
const fromEnvironment: TimeOffOptions = {
  bookings: () =>
    (opened ??= openBookings(process.env['TIME_OFF_BOOKINGS'] ?? '.durable-goals/time-off.sqlite')),
  today: () => new Date().toISOString().slice(0, 10),
};

const email = z.email().describe('Address of the person whose days off they are');
const days = {
  startDate: z.iso.date().describe('First day off, YYYY-MM-DD'),
  endDate: z.iso.date().describe('Last day off, YYYY-MM-DD'),
};

/** The tools, in the order in which they are meant to be used. */
export function timeOffTools({ bookings, today }: TimeOffOptions = fromEnvironment) {
  /** What some days off would take, and what would be left. @throws `ToolFailure` */
  function planned(who: string, startDate: string, endDate: string) {
    const employee = employeeOf(who);
    if (endDate < startDate) throw new ToolFailure('The last day off is before the first.');
    if (startDate < today()) throw new ToolFailure(`'${startDate}' is in the past.`);
    const hours = workingDays(startDate, endDate) * hoursPerDay;
    if (hours === 0) throw new ToolFailure('There is no working day among them.');
    const available = hoursOn(startDate, employee, bookings().of(employee.email));
    return { employee, hours, available };
  }

  const currentBalance = defineTool({
    name: 'CurrentBalance',
    description: 'Tell how many hours and days off somebody has left today.',
    input: z.strictObject({ email }),
    effect: 'read',
    needsApproval: 'never',
    execute({ email: who }) {
      const employee = employeeOf(who);
      const hours = hoursOn(today(), employee, bookings().of(employee.email));
      return { hours, days: hours / hoursPerDay };
    },
  });
  const futureBalance = defineTool({
    name: 'FutureBalance',
    description:
      'Tell whether there will be enough hours for some days off, with what is added until then.',
    input: z.strictObject({ email, ...days }),
    effect: 'read',
    needsApproval: 'never',
    execute({ email: who, startDate, endDate }) {
      const { hours, available } = planned(who, startDate, endDate);
      return {
        hoursNeeded: hours,
        hoursAvailable: available,
        isEnough: available >= hours,
        hoursLeftAfter: available - hours,
      };
    },
  });
  const bookTimeOff = defineTool({
    name: 'BookTimeOff',
    description: 'Book days off.',
    input: z.strictObject({ email, ...days }),
    effect: 'idempotent',
    needsApproval: 'always',
    execute({ email: who, startDate: start, endDate: end }, { idempotencyKey }) {
      const booked = bookings().of(employeeOf(who).email);
      const { employee, hours, available } = planned(who, start, end);
      const overlap = booked.find((other) => other.start <= end && other.end >= start);
      // A repeat after a crash meets its own booking, which is kept under its key.
      const isOwn = overlap?.start === start && overlap.end === end;
      if (overlap !== undefined && !isOwn) {
        throw new ToolFailure(
          `${overlap.start} to ${overlap.end} is booked already, as ${overlap.reference}.`,
        );
      }
      if (overlap === undefined && available < hours) {
        throw new ToolFailure(
          `It takes ${hours} hours, and there will be ${available}. Propose fewer days, or later ones.`,
        );
      }
      const booking = bookings().keep(idempotencyKey, { email: employee.email, start, end, hours });
      return { reference: booking.reference, hours: booking.hours };
    },
  });
  return [currentBalance, futureBalance, bookTimeOff] as const;
}
