import { timeOffGoal } from './goal.js';

/** The goals of this example, as a Worker registers them. */
export const goals = [timeOffGoal] as const;

export { timeOffGoal };
export { openBookings, type Booking, type Bookings } from './bookings.js';
export { timeOffTools, type TimeOffOptions } from './tools.js';
