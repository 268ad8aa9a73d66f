export { createServer, type AgentServer } from './app.js';
export { bearerTokens, type TokenEntry } from './auth/bearer-tokens.js';
export type { Authentication } from './auth/authentication.js';
export { jwtIssuer, type JwtOptions } from './auth/jwt.js';
export {
  createClassicServer,
  type ClassicOptions,
  type ClassicServer,
} from './classic/classic-server.js';
export type { Principal, Role } from './auth/principal.js';
export type { Rate } from './guard/rate-limit.js';
export type { Listening, ListenOptions } from './listen.js';
export type { PageOptions } from './page/page-policy.js';
export type { ServerEnv } from './server-env.js';
export type { ServerOptions } from './server-options.js';
