import type { Claim } from '../claim.js';
import { recordedHistories } from './recorded-histories.js';

/** Every promise that is tried, in the order of the table. */
export const claims: readonly Claim[] = [recordedHistories];
