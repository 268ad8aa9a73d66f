import { defineGoal, goalTool } from '@durable-goals/core';
import { timeOffTools } from '@durable-goals/example-time-off';
import * as z from 'zod';

const [currentBalance, futureBalance, bookTimeOff] = timeOffTools();

/** Books days off when it is told all about them. Whoever talks to the agent above is asked before it does. */
const bookerGoal = defineGoal({
  id: 'booker',
  title: 'Book days off as asked',
  instructions: `See with FutureBalance whether there will be enough hours, and book the days if so.
Say what was booked, or why it was not.`,
  tools: [futureBalance, bookTimeOff],
  limits: { modelCalls: 10, toolCalls: 5 },
});

/** Plans a holiday with a person, and has a sub-agent do the booking. */
export const holidayGoal = defineGoal({
  id: 'holiday',
  title: 'Plan a holiday',
  description: 'Find out how many days off are left, plan a holiday, and have the days booked.',
  category: 'hr',
  instructions: `Help one person to plan a holiday. Look up how many days off they have first.
When the days are agreed on, have the booker book them.`,
  tools: [
    currentBalance,
    goalTool(bookerGoal, {
      name: 'HaveDaysBooked',
      description: 'Have the booker see whether the days can be had, and book them.',
      input: z.strictObject({
        email: z.email().describe('Address of the person whose days off they are'),
        startDate: z.iso.date().describe('First day off, YYYY-MM-DD'),
        endDate: z.iso.date().describe('Last day off, YYYY-MM-DD'),
      }),
    }),
  ],
});
