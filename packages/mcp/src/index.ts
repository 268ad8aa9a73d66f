export {
  mcpServer,
  type McpServerOptions,
  type McpTools,
  type McpToolsOptions,
  type McpToolOptions,
} from './mcp-server.js';
export {
  goalsAsMcpServer,
  type GoalsAsMcpOptions,
  type OfferedGoal,
} from './goals-as-mcp-server.js';
export { serveOverStdio, type StdioOptions } from './over-stdio.js';
export { serveMcp, type ServedMcp, type ServeMcpOptions } from './serve-mcp.js';
