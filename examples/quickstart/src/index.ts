import { dinnerGoal } from './goal.js';

export const goals = [dinnerGoal] as const;
