import { defineGoal } from '@durable-goals/core';
import { moneyTools } from './tools.js';

export const moneyGoal = defineGoal({
  id: 'money',
  title: 'Move money',
  description: 'Tell what is on an account, and move money to another.',
  category: 'finance',
  instructions: `Help one person to move money between two accounts. Look at the account that it is taken from first.
Never make up an account or an amount. Two people have to approve a transfer; say so.`,
  tools: moneyTools(),
});
