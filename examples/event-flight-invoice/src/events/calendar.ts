/** A yearly rule: the first and the last day, each as `MM-DD`. A last day before the first is in the next year. */
export interface YearlyRule {
  readonly from: string;
  readonly to: string;
}

/** One occurrence of a yearly rule; both days as `YYYY-MM-DD`. */
export interface Occurrence {
  readonly dateFrom: string;
  readonly dateTo: string;
}

/** The day of a moment in UTC, as `YYYY-MM-DD`. Such days compare as strings. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** The occurrence that begins in a year. A 29 February becomes the 28th where there is none. */
export function occurrenceIn(rule: YearlyRule, year: number): Occurrence {
  return {
    dateFrom: dayIn(rule.from, year),
    dateTo: dayIn(rule.to, rule.to < rule.from ? year + 1 : year),
  };
}

/** The occurrence that is running on a day or, when none is, the first one after it. */
export function nextOccurrence(rule: YearlyRule, today: string): Occurrence {
  const year = Number(today.slice(0, 4));
  const begun = [year - 1, year].map((each) => occurrenceIn(rule, each));
  return begun.find(({ dateTo }) => dateTo >= today) ?? occurrenceIn(rule, year + 1);
}

/** Every month that an occurrence touches, counted from January of year 0 as 0. */
export function monthsOf({ dateFrom, dateTo }: Occurrence): number[] {
  const first = monthNumber(dateFrom);
  return Array.from({ length: monthNumber(dateTo) - first + 1 }, (_, index) => first + index);
}

/** The month of a day, counted from January of year 0 as 0. */
export function monthNumber(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

function dayIn(monthAndDay: string, year: number): string {
  const month = Number(monthAndDay.slice(0, 2));
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const day = Math.min(Number(monthAndDay.slice(3)), lastDay);
  return dayOf(new Date(Date.UTC(year, month - 1, day)));
}
