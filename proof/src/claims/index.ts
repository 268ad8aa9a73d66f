import type { Claim } from '../claim.js';
import { cutNetwork } from './cut-network.js';
import { killServer } from './kill-server.js';
import { recordedHistories } from './recorded-histories.js';
import { reducerSchedules } from './reducer-schedules.js';

/** Every promise that is tried, in the order of the table. */
export const claims: readonly Claim[] = [
  recordedHistories,
  reducerSchedules,
  killServer,
  cutNetwork,
];
