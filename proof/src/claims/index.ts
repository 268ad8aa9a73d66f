import type { Claim } from '../claim.js';
import { cutNetwork } from './cut-network.js';
import { killInActivity } from './kill-in-activity.js';
import { killServer } from './kill-server.js';
import { killWorker } from './kill-worker.js';
import { endAtOnce } from './end-at-once.js';
import { faultsOfModels } from './model-faults.js';
import { fuzz } from './fuzz.js';
import { worstModel } from './worst-model.js';
import { manyWriters } from './many-writers.js';
import { lowLimits } from './lowered-limits.js';
import { bigThings } from './big-things.js';
import { longLife } from './long-life.js';
import { secrets } from './secrets.js';
import { recordedHistories } from './recorded-histories.js';
import { reducerSchedules } from './reducer-schedules.js';
import { unsafeOnce } from './unsafe-once.js';

/** Every promise that is tried, in the order of the table. */
export const claims: readonly Claim[] = [
  recordedHistories,
  reducerSchedules,
  killWorker,
  killInActivity,
  unsafeOnce,
  killServer,
  cutNetwork,
  faultsOfModels,
  endAtOnce,
  fuzz,
  worstModel,
  manyWriters,
  longLife,
  lowLimits,
  bigThings,
  secrets,
];
