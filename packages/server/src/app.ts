import { OpenAPIHono } from '@hono/zod-openapi';
import { localPrincipal } from './auth/principal.js';
import type { Hono } from 'hono';
import type { Endpoint } from './endpoint.js';
import { servePage } from './page/serve-page.js';
import type { ServerEnv } from './server-env.js';
import { listening, type Listening, type ListenOptions } from './listen.js';
import { problemResponse, ProblemError } from './problems.js';
import { conversationRoutes } from './routes/conversations.js';
import { goalRoutes } from './routes/goals.js';
import { messageRoutes } from './routes/messages.js';
import type { ServerOptions } from './server-options.js';
import { servicesOf } from './services.js';

/** The API, ready to be listened with or to be mounted in an application of one's own. */
export interface AgentServer {
  readonly app: Hono<ServerEnv>;
  /** Serves it. @throws `Error` when the address is taken. */
  listen(options?: ListenOptions): Promise<Listening>;
}

/** Makes the REST API over goals, a Temporal client and a conversation store. */
export function createServer(options: ServerOptions): AgentServer {
  const services = servicesOf(options);
  const app = new OpenAPIHono<ServerEnv>();
  app.onError((error, c) => problemResponse(c, error));
  app.notFound((c) =>
    problemResponse(c, new ProblemError('NotFound', `There is nothing at '${c.req.path}'.`)),
  );
  app.use('/v1/*', async (c, next) => {
    c.set('principal', localPrincipal);
    const text = await c.req.text();
    if (text !== '') c.set('body', JSON.parse(text));
    await next();
  });
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  const endpoints: readonly Endpoint[] = [
    ...goalRoutes(services),
    ...conversationRoutes(services),
    ...messageRoutes(services),
  ];
  for (const each of endpoints) each.register(app);
  if (options.page !== false) servePage(app, options.page);
  return { app, listen: (where) => listening(app, where) };
}
