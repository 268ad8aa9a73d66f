import { postgresStore, sqliteStore } from '@durable-goals/store';

export const onOneMachine = sqliteStore('.durable-goals/conversations.db');
export const onSeveral = postgresStore({
  connectionString: 'postgres://agents@db.internal/agents',
});
