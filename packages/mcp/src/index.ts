export {
  mcpServer,
  type McpServerOptions,
  type McpTools,
  type McpToolsOptions,
  type McpToolOptions,
} from './mcp-server.js';
export { goalsAsMcpServer, type GoalsAsMcpOptions } from './goals-as-mcp-server.js';
