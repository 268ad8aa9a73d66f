import type { OpenAPIHono } from '@hono/zod-openapi';
import { apiHeaders } from '../guard/security-headers.js';
import type { ServerEnv } from '../server-env.js';

const description = `Conversations with agents that pursue a goal, on Temporal.

What is sent is taken once, however often it is sent with the same \`Idempotency-Key\`. Where no Worker runs, it is kept and
answered with 202; what is read then comes from the conversation store and is marked \`stale\`. Errors are problem documents
(RFC 9457) with a \`remedy\`.`;

/** Serves the OpenAPI document, which is made of the schemas that requests are read by. */
export function addDocument(app: OpenAPIHono<ServerEnv>): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'A token, where the server is started with authentication.',
  });
  app.use('/openapi.json', apiHeaders);
  // Made once: anybody may ask for it, and it takes a while.
  let document: ReturnType<typeof app.getOpenAPI31Document> | undefined;
  app.get('/openapi.json', (c) => {
    document ??= app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: { title: 'Durable Goals', version: '1', description },
      servers: [{ url: '/' }],
      tags: [
        { name: 'conversations', description: 'Begin, talk, read, end.' },
        { name: 'approvals', description: 'Calls that wait for people.' },
        { name: 'goals', description: 'What conversations can be about.' },
        { name: 'session', description: 'Who you are here.' },
      ],
    });
    return c.json(document);
  });
}
