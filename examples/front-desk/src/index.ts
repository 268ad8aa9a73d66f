import { withChooser } from '@durable-goals/core';
import { moneyGoal } from '@durable-goals/example-money';
import { timeOffGoal } from '@durable-goals/example-time-off';
import { holidayGoal } from './holiday.js';

/** A goal that chooses, and those that it hands over to; `GOAL_CATEGORIES` may leave some out. */
export const goals = withChooser([timeOffGoal, moneyGoal, holidayGoal], {
  categories: process.env['GOAL_CATEGORIES'],
});
