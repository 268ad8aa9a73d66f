export { fileResults } from './file-results.js';
export type { PostgresOptions } from './postgres-database.js';
export { postgresResults } from './postgres-results.js';
export { postgresStore } from './postgres-store.js';
export { sqliteStore } from './sqlite-store.js';
