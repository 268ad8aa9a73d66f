import type { Claim } from '../claim.js';
import { bigThings } from './big-things.js';
import { cutNetwork } from './cut-network.js';
import { endAtOnce } from './end-at-once.js';
import { fuzz } from './fuzz.js';
import { killInActivity } from './kill-in-activity.js';
import { killServer } from './kill-server.js';
import { killWorker } from './kill-worker.js';
import { longLife } from './long-life.js';
import { lowLimits } from './lowered-limits.js';
import { manyWriters } from './many-writers.js';
import { faultsOfModels } from './model-faults.js';
import { noWorker } from './no-worker.js';
import { realServer } from './real-server.js';
import { recordedHistories } from './recorded-histories.js';
import { reducerSchedules } from './reducer-schedules.js';
import { secrets } from './secrets.js';
import { shutdown } from './shutdown.js';
import { subAgents } from './sub-agents.js';
import { unsafeOnce } from './unsafe-once.js';
import { workerClock } from './worker-clock.js';
import { worstModel } from './worst-model.js';

/** Every promise that is tried, in the order of the table. */
export const claims: readonly Claim[] = [
  recordedHistories,
  reducerSchedules,
  killWorker,
  killInActivity,
  unsafeOnce,
  subAgents,
  killServer,
  cutNetwork,
  workerClock,
  shutdown,
  noWorker,
  realServer,
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
