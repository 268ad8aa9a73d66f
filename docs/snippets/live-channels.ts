import { AgentPlugin } from '@durable-goals/activities';
import { localLive, postgresLive } from '@durable-goals/live';
import { createServer } from '@durable-goals/server';
import { sqliteStore } from '@durable-goals/store';
import type { Client } from '@temporalio/client';
import { goals } from './goal.js';

const connectionString = 'postgres://agents@db.internal/agents';

export const onOneMachine = localLive({ directory: '.durable-goals/live' });
export const onSeveral = postgresLive({ connectionString, scope: 'production' });

const store = sqliteStore('.durable-goals/conversations.db');

export const plugin = new AgentPlugin({ goals, store, live: onOneMachine });

export const serverFor = (client: Client) =>
  createServer({ client, goals, store, live: onOneMachine });
