import { connectAgents } from '@durable-goals/client';
import { bearerTokens, createServer } from '@durable-goals/server';
import { sqliteStore } from '@durable-goals/store';
import { dinnerGoal } from '../../examples/quickstart/src/goal.js';

const { client } = await connectAgents();
const server = createServer({
  client,
  goals: [dinnerGoal],
  store: sqliteStore('.durable-goals/conversations.db'),
  authentication: bearerTokens(JSON.parse(process.env['TOKENS'] ?? '[]')),
  page: {
    frameAncestors: ['https://shop.example.com'],
    styles: ':root { --accent: light-dark(#0f766e, #5eead4); --radius: 4px; }',
  },
});
const { url } = await server.listen({ port: 4680 });
process.stdout.write(`The chat page is at ${url}\n`);
