export { cacheDirectory, type Environment } from './cache-directory.js';
export { DevServerError, type DevServerErrorType } from './failures.js';
export type { EnsureOptions, FindOptions, FoundServer, ServerSource } from './found-server.js';
export { ensureGoPrograms, findGoPrograms, type GoPrograms } from './go-programs.js';
export type { OnProgress } from './progress.js';
export { ensureTemporalCli, findTemporalCli } from './temporal-cli.js';
export { ensureTestServer, findTestServer } from './test-server.js';
export type { DevServerOptions, DynamicConfigValue } from './dev-server-options.js';
export type { SearchAttribute } from './wait-until-serving.js';
export { freePort, isPortFree } from './ports.js';
export {
  startProcess as startServerProcess,
  whileStarting,
  type DevServerExit,
  type ServerProcess,
} from './server-process.js';
export { startDevServer, type DevServer } from './start-dev-server.js';
