import type { Measure } from '../measure.js';
import { browser } from './browser.js';
import { bundle } from './bundle.js';
import { history } from './history.js';
import { long } from './long.js';
import { parallel } from './parallel.js';
import { peers } from './peers.js';
import { parked } from './parked.js';
import { prompts } from './prompts.js';
import { realServer } from './real-server.js';
import { recovery } from './recovery.js';
import { reducer } from './reducer.js';
import { replay } from './replay.js';
import { start } from './start.js';
import { throughput } from './throughput.js';
import { trip } from './trip.js';
import { turn } from './turn.js';

/** Everything that is measured, in the order of the table. */
export const measures: readonly Measure[] = [
  turn,
  throughput,
  history,
  trip,
  long,
  prompts,
  start,
  bundle,
  recovery,
  replay,
  parked,
  parallel,
  reducer,
  browser,
  peers,
  realServer,
];
