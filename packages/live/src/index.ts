export { localLive, type LocalLiveOptions } from './local-live.js';
export { postgresLive, type PostgresLiveOptions } from './postgres-live.js';
