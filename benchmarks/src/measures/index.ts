import type { Measure } from '../measure.js';
import { bundle } from './bundle.js';
import { history } from './history.js';
import { prompts } from './prompts.js';
import { trip } from './trip.js';

/** Everything that is measured, in the order of the table. */
export const measures: readonly Measure[] = [history, trip, prompts, bundle];
