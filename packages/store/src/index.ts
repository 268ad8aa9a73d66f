export type { PostgresOptions } from './postgres-database.js';
export { postgresStore } from './postgres-store.js';
export { sqliteStore } from './sqlite-store.js';
