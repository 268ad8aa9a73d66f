import { postgresStore, sqliteStore } from '@durable-goals/store';

const connectionString = 'postgres://agents@db.internal/agents';

export const onOneMachine = sqliteStore('.durable-goals/conversations.db');
export const onSeveral = postgresStore({ connectionString });
