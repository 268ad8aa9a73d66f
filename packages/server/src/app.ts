import { OpenAPIHono } from '@hono/zod-openapi';
import type { Hono } from 'hono';
import { authenticate } from './auth/authenticate.js';
import { ownConversation } from './auth/ownership.js';
import type { Endpoint } from './endpoint.js';
import { onlyHosts } from './guard/hosts.js';
import { allowOrigins, onlyOwnPages } from './guard/origins.js';
import { limitRequests } from './guard/limit-requests.js';
import { limitBody, readBody } from './guard/read-body.js';
import { apiHeaders } from './guard/security-headers.js';
import { eventRoutes } from './live/event-routes.js';
import { listening, type Listening, type ListenOptions } from './listen.js';
import { addDocument } from './openapi/document.js';
import { addReference } from './openapi/reference.js';
import { servePage } from './page/serve-page.js';
import { ProblemError } from './problems.js';
import { answerProblem, logRequests } from './request-log.js';
import { callRoutes } from './routes/calls.js';
import { changeRoutes } from './routes/changes.js';
import { conversationRoutes } from './routes/conversations.js';
import { goalRoutes } from './routes/goals.js';
import { addHealth } from './routes/health.js';
import { messageRoutes } from './routes/messages.js';
import { sessionRoutes } from './routes/session.js';
import type { ServerEnv } from './server-env.js';
import type { ServerOptions } from './server-options.js';
import { servicesOf, type Services } from './services.js';

/** The API, ready to be listened with or to be mounted in an application of one's own. */
export interface AgentServer {
  readonly app: Hono<ServerEnv>;
  /**
   * Serves it.
   *
   * @throws `ConfigurationRefused` for an address that others can reach, without authentication; `Error` when it is taken.
   */
  listen(options?: ListenOptions): Promise<Listening>;
}

/** Makes the REST API over goals, a Temporal client and a conversation store. */
export function createServer(options: ServerOptions): AgentServer {
  const closing = new AbortController();
  const services = servicesOf(options, closing.signal);
  const app = new OpenAPIHono<ServerEnv>();
  const endpoints: readonly Endpoint[] = [
    ...sessionRoutes(services),
    ...goalRoutes(services),
    ...conversationRoutes(services),
    ...messageRoutes(services),
    ...callRoutes(services),
    ...changeRoutes(services),
    ...eventRoutes(services),
  ];
  guard(app, services);
  for (const each of endpoints) each.register(app, services.store);
  addHealth(app, services);
  addDocument(app);
  addReference(app);
  if (options.page !== false) servePage(app, options.page);
  app.onError(answerProblem(options.logger));
  app.notFound((c) => {
    throw missing(app.routes, c.req.path);
  });
  const { kind } = services.authentication;
  return {
    app,
    listen: async (where) => await listening(app, { ...where, isOpen: kind === 'none', closing }),
  };
}

/** What stands before every route, in this order; a route under a conversation's path needs no rule of its own. */
function guard(app: Hono<ServerEnv>, services: Services): void {
  const { hosts = [], origins = [], logger } = services.options;
  app.use(logRequests(logger));
  // Probes of a container ask by an address that changes.
  app.use(exceptFor(/^\/(healthz|readyz)$/, onlyHosts(hosts)));
  app.use(allowOrigins(origins));
  app.use(onlyOwnPages(origins));
  app.use(limitBody);
  app.use('/v1/*', apiHeaders);
  app.use('/v1/*', authenticate(services));
  app.use('/v1/*', limitRequests(services.options.rate));
  app.use('/v1/*', readBody);
  app.use('/v1/conversations/:conversationId/*', ownConversation(services));
}

function exceptFor(paths: RegExp, middleware: ReturnType<typeof onlyHosts>): typeof middleware {
  return async (c, next) => (paths.test(c.req.path) ? await next() : await middleware(c, next));
}

/** Whether the address is wrong, or only what is to be done with it. */
function missing(routes: AgentServer['app']['routes'], path: string): ProblemError {
  const found = routes.filter((each) => each.method !== 'ALL' && patternOf(each.path).test(path));
  const allow = [...new Set(found.map(({ method }) => method))];
  return allow.length === 0
    ? new ProblemError('NotFound', `There is nothing at '${path.slice(0, 500)}'.`)
    : new ProblemError(
        'MethodNotAllowed',
        `'${path.slice(0, 500)}' takes ${allow.join(' and ')} only.`,
        { allow },
      );
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`);
}
