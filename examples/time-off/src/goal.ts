import { defineGoal } from '@durable-goals/core';
import { timeOffTools } from './tools.js';

export const timeOffGoal = defineGoal({
  id: 'time-off',
  title: 'Book days off',
  description: 'Tell how many days off are left, now or by a later day, and book some.',
  category: 'hr',
  instructions: `Help one person with their days off. Look up the current balance first.
When they want to book, see with FutureBalance whether there will be enough hours, then book the days.
Say hours and days both; a day has eight hours.`,
  tools: timeOffTools(),
});
