/** Somebody who has days off. */
export interface Employee {
  readonly email: string;
  /** Hours that were left on `asOf`. */
  readonly hours: number;
  /** `YYYY-MM-DD` */
  readonly asOf: string;
  /** Hours that are added on the first of each month. */
  readonly hoursPerMonth: number;
}

/** The people of this example, by their addresses. */
export const employees: readonly Employee[] = [
  { email: 'ada@example.com', hours: 40, asOf: '2026-11-01', hoursPerMonth: 12 },
  { email: 'grace@example.com', hours: 8, asOf: '2026-11-01', hoursPerMonth: 10 },
];
