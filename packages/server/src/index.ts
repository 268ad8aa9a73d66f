export { createServer, type AgentServer } from './app.js';
export type { Principal, Role } from './auth/principal.js';
export type { Listening, ListenOptions } from './listen.js';
export type { PageOptions } from './page/page-policy.js';
export type { ServerOptions } from './server-options.js';
