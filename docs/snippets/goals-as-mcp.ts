import { connectAgents } from '@durable-goals/client';
import { goalsAsMcpServer, serveOverStdio } from '@durable-goals/mcp';
import { goals } from './goal.js';

const { agents } = await connectAgents<typeof goals>();
await serveOverStdio(goalsAsMcpServer({ agents, goals, mayDecide: false }));
