import { withChooser } from '@durable-goals/core';
import { moneyGoal } from '@durable-goals/example-money';
import { timeOffGoal } from '@durable-goals/example-time-off';

/** A goal that chooses, and those that it hands over to; `GOAL_CATEGORIES` may leave some out. */
export const goals = withChooser([timeOffGoal, moneyGoal], {
  categories: process.env['GOAL_CATEGORIES'],
});
