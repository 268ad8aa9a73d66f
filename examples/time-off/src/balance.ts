import { ToolFailure } from '@durable-goals/core';
import type { Booking } from './bookings.js';
import { monthsBegun } from './calendar.js';
import { employees, type Employee } from './employees.js';

/** @throws `ToolFailure` when nobody has that address. */
export function employeeOf(email: string): Employee {
  const found = employees.find((one) => one.email === email.toLowerCase());
  if (found !== undefined) return found;
  throw new ToolFailure(`Nobody here has the address '${email}'. Ask for the right one.`);
}

/** Hours that somebody will have left on a day, without those that are booked. */
export function hoursOn(day: string, employee: Employee, booked: readonly Booking[]): number {
  const gained = monthsBegun(employee.asOf, day) * employee.hoursPerMonth;
  return employee.hours + gained - booked.reduce((sum, { hours }) => sum + hours, 0);
}
