import { connectAgents } from '@durable-goals/client';
import { createClassicServer } from '@durable-goals/server';
import { sqliteStore } from '@durable-goals/store';
import { goals } from './goal.js';

const { client } = await connectAgents();
const store = sqliteStore('.durable-goals/conversations.db');

const classic = createClassicServer({ client, goals, store, goalId: 'dinner' });
const { url } = await classic.listen();

console.log(url);
