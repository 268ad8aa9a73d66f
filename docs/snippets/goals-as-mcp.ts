import { connectAgents } from '@durable-goals/client';
import { goalsAsMcpServer } from '@durable-goals/mcp';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { goals } from './native.js';

const { agents } = await connectAgents<typeof goals>();
const server = goalsAsMcpServer({ agents, goals, mayDecide: false });
await server.connect(new StdioServerTransport());
