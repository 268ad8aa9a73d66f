import { connectAgents } from '@durable-goals/client';
import { createServer, jwtIssuer } from '@durable-goals/server';
import { postgresStore } from '@durable-goals/store';
import { pino } from 'pino';
import { goals } from './goal.js';

const { client, close } = await connectAgents({ lazy: true });
const store = postgresStore({ connectionString: process.env['DATABASE_URL'] ?? '' });

const server = createServer({
  client,
  goals,
  store,
  authentication: jwtIssuer({
    issuer: 'https://login.example.com/',
    audience: 'durable-goals',
  }),
  hosts: ['agents.example.com'],
  origins: ['https://app.example.com'],
  logger: pino(),
});
const listening = await server.listen({ host: '0.0.0.0', port: 4680 });

process.once('SIGTERM', () => {
  void listening.close().then(close);
});
