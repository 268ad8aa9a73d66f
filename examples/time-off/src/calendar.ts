/** Hours of a day off. */
export const hoursPerDay = 8;

/** The working days from one day to another, both included; weekends are free. */
export function workingDays(start: string, end: string): number {
  let days = 0;
  for (let day = start; day <= end; day = dayAfter(day)) {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6) days += 1;
  }
  return days;
}

/** How many firsts of a month there are after a day, up to and with another. */
export function monthsBegun(after: string, upTo: string): number {
  if (upTo <= after) return 0;
  const count = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  return count(upTo) - count(after);
}

function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}
