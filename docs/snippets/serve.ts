import { connectAgents } from '@durable-goals/client';
import { createServer } from '@durable-goals/server';
import { sqliteStore } from '@durable-goals/store';
import { goals } from './goal.js';

const { client } = await connectAgents();
const store = sqliteStore('.durable-goals/conversations.db');

const server = createServer({ client, goals, store });
const { url } = await server.listen({ port: 4680 });

console.log(url);
