import { Hono } from 'hono';
import { onlyHosts } from '../guard/hosts.js';
import { listening, type Listening, type ListenOptions } from '../listen.js';
import { answerProblem, logRequests } from '../request-log.js';
import type { ServerEnv } from '../server-env.js';
import type { ServerOptions } from '../server-options.js';
import { servicesOf } from '../services.js';
import { classicChat } from './classic-chat.js';
import { onlyPageOf } from './classic-origin.js';

/** What the classic routes are made of. */
export interface ClassicOptions extends Pick<
  ServerOptions,
  'client' | 'taskQueue' | 'goals' | 'store' | 'results' | 'logger'
> {
  /** What the conversation is about. */
  readonly goalId: string;
  /** @defaultValue 'agent-workflow' */
  readonly conversationId?: string;
  /** The origin whose page may use them. @defaultValue 'http://localhost:5173' */
  readonly origin?: string;
}

/** The classic routes, ready to be listened with. */
export interface ClassicServer {
  readonly app: Hono<ServerEnv>;
  /** Serves them, on this machine only. @defaultValue '127.0.0.1', port 8000. @throws `ConfigurationRefused` */
  listen(options?: ListenOptions): Promise<Listening>;
}

/** Messages come in the address: 32,000 characters of them, each as up to nine. */
const maxHeaderSize = 327_680;

/** In the words that the page's makers chose. */
const noWorker = 'Temporal query timed out (worker may be unavailable).';

/**
 * Makes the six routes that the web client of Temporal's AI agent tutorial speaks: one conversation, without
 * authentication. Every answer has a body of JSON.
 *
 * @throws `UnknownGoal`
 */
export function createClassicServer(options: ClassicOptions): ClassicServer {
  const { goalId, conversationId = 'agent-workflow', origin = 'http://localhost:5173' } = options;
  const closing = new AbortController();
  const { agents, client, store, registry } = servicesOf(options, closing.signal);
  registry.spec(goalId);
  const chat = classicChat({ agents, client, store, goalId, conversationId });
  const app = new Hono<ServerEnv>();
  app.use(logRequests(options.logger));
  app.use(onlyHosts([]));
  app.use(onlyPageOf(origin));

  app.get('/', (c) => c.json({ message: 'Durable Goals, by the classic routes.' }));
  app.post('/start-workflow', async (c) => {
    const hasBegun = await chat.start();
    return c.json({
      message: hasBegun
        ? `Conversation '${conversationId}' has begun.`
        : `Conversation '${conversationId}' runs already.`,
    });
  });
  app.post('/send-prompt', async (c) => {
    const prompt = c.req.query('prompt');
    if (prompt === undefined || prompt.trim() === '') {
      const missing = { type: 'missing', loc: ['query', 'prompt'], msg: 'It is not there.' };
      return c.json({ detail: [{ ...missing, input: null }] }, 422);
    }
    try {
      await chat.send(prompt);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return c.json({ detail: error.message, message: error.message }, 422);
    }
    return c.json({ message: `Sent to conversation '${conversationId}'.` });
  });
  app.post('/confirm', async (c) => {
    await chat.confirm();
    return c.json({ message: 'Taken, as far as something waited for it.' });
  });
  app.post('/end-chat', async (c) => {
    await chat.end();
    return c.json({ message: `Conversation '${conversationId}' ends, if it ran.` });
  });
  app.get('/get-conversation-history', async (c) => {
    const messages = await chat.history();
    return messages === undefined ? c.json({ detail: noWorker }, 404) : c.json({ messages });
  });
  app.notFound((c) => c.json({ detail: 'Not Found' }, 404));
  const problem = answerProblem(options.logger);
  app.onError(async (error, c) => {
    const answer = problem(error, c);
    const { detail, remedy } = (await answer.json()) as Record<string, string>;
    return c.json({ detail, message: `${detail} ${remedy}` }, answer.status as 500);
  });
  return {
    app,
    listen: async ({ host = '127.0.0.1', port = 8000 } = {}) =>
      await listening(app, { host, port, isOpen: true, closing, maxHeaderSize }),
  };
}
