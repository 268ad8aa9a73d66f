import { moneyGoal } from './goal.js';

/** The goals of this example, as a Worker registers them. */
export const goals = [moneyGoal] as const;

export { moneyGoal };
export { openBank, type Account, type Bank, type Transfer } from './bank.js';
export { moneyTools } from './tools.js';
