import {
  defineTool,
  ToolDidNotRun,
  ToolFailure,
  type ApprovalRule,
  type DefinedTool,
  type Effect,
  type JsonObject,
  type JsonSchema,
  type JsonSchemaInput,
  type ToolContext,
  type ToolSource,
  type ToolTiming,
} from '@durable-goals/core';
import {
  CallToolResultSchema,
  ErrorCode,
  McpError,
  type CallToolResult,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js';
import { connectionTo, NotConnected, type Connection } from './connection.js';
import { transportOf, type HttpEndpoint, type StdioEndpoint } from './endpoint.js';
import { mcpError, mcpOutput } from './mcp-output.js';
import { mcpSchema } from './mcp-schema.js';

/** Where an MCP server is, and how patient its client is. */
export type McpServerOptions = (StdioEndpoint | HttpEndpoint) & {
  /** How it is named in errors; a name without secrets. */
  readonly name: string;
  /** How long a connection may take to be made, in milliseconds. @defaultValue 20,000 */
  readonly connectMs?: number;
  /** How long a connection stays that nobody needs, in milliseconds. @defaultValue 60,000 */
  readonly idleMs?: number;
};

/** An MCP server whose tools a goal may have. */
export interface McpTools {
  /**
   * Asks the server which tools it has, and makes tools of a goal of them.
   *
   * @throws `NotConnected` when the server cannot be reached, `RangeError` when a tool that is named is not among them.
   */
  tools(options?: McpToolsOptions): Promise<readonly DefinedTool<string, JsonSchemaInput>[]>;
  /**
   * The same tools as a source for `toolSources` of a goal: Workers ask the server for them at their start, and processes
   * that only talk to conversations have no need of it.
   */
  source(options?: McpToolsOptions): ToolSource;
  /** Closes the connection; the next call makes a new one. */
  close(): Promise<void>;
}

/** Which tools, and how they are to be treated. */
export interface McpToolsOptions {
  /** Names of those to take; all, when left out. */
  readonly include?: readonly string[];
  /** Goes before each name. @defaultValue nothing */
  readonly prefix?: string;
  /** By the server's name of a tool. A tool that is not here is `unsafe`. */
  readonly tools?: Readonly<Record<string, McpToolOptions>>;
  /**
   * Whether to believe what the server says of its tools: one with `readOnlyHint` then counts as `read`, one with
   * `idempotentHint` as `idempotent`. @defaultValue false
   */
  readonly trustAnnotations?: boolean;
}

/** How one tool is to be treated, as in `defineTool`. */
export interface McpToolOptions {
  readonly effect?: Effect;
  readonly needsApproval?: ApprovalRule<JsonObject>;
  readonly approvals?: 1 | 2;
  readonly timing?: ToolTiming;
  /** In place of the server's own. */
  readonly description?: string;
}

/**
 * Names an MCP server. Nothing is started before its tools are asked for; then all calls of this process share one
 * connection, which is made anew when it broke.
 */
export function mcpServer(options: McpServerOptions): McpTools {
  const { name, connectMs = 20_000, idleMs = 60_000 } = options;
  const transport = () => transportOf(options);
  const connection = connectionTo({ name, transport, connectMs, idleMs });
  const server: McpTools = {
    close: () => connection.close(),
    source: (asked) => ({ name, tools: async () => await server.tools(asked) }),
    async tools({ include, prefix = '', tools = {}, trustAnnotations = false } = {}) {
      const offered = await listed(connection);
      const known = new Set(offered.map((tool) => tool.name));
      const missing = [...(include ?? []), ...Object.keys(tools)].find((one) => !known.has(one));
      if (missing !== undefined) {
        throw new RangeError(
          `MCP server '${name}' has no tool '${missing}'; it has ${[...known].join(', ')}. Correct the name.`,
        );
      }
      const taken = offered.filter((tool) => include === undefined || include.includes(tool.name));
      return taken.map((tool) => {
        const own = tools[tool.name] ?? {};
        const effect = own.effect ?? (trustAnnotations ? effectOf(tool) : 'unsafe');
        return toolOf({ tool, connection, prefix, own: { ...own, effect } });
      });
    },
  };
  return server;
}

async function listed(connection: Connection): Promise<readonly Tool[]> {
  return await connection.use(async (client) => {
    const all: Tool[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.listTools(cursor === undefined ? {} : { cursor });
      all.push(...page.tools);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return all;
  });
}

function effectOf({ annotations }: Tool): Effect {
  if (annotations?.readOnlyHint) return 'read';
  return annotations?.idempotentHint ? 'idempotent' : 'unsafe';
}

/** A name that tools of goals may have. */
function nameOf(name: string): string {
  return name.replaceAll(/[^\w-]/g, '_').slice(0, 64);
}

interface ToolParts {
  readonly tool: Tool;
  readonly connection: Connection;
  readonly prefix: string;
  readonly own: McpToolOptions & { readonly effect: Effect };
}

function toolOf({
  tool,
  connection,
  prefix,
  own,
}: ToolParts): DefinedTool<string, JsonSchemaInput> {
  const { effect, needsApproval, approvals, timing, description } = own;
  return defineTool({
    name: nameOf(`${prefix}${tool.name}`),
    description: description ?? tool.description ?? tool.title ?? tool.name,
    input: mcpSchema(tool.inputSchema as JsonSchema),
    effect,
    ...(needsApproval === undefined ? {} : { needsApproval }),
    ...(approvals === undefined ? {} : { approvals }),
    ...(timing === undefined ? {} : { timing }),
    execute: async (input, context) => {
      const result = await called(connection, { tool, effect, input }, context);
      // The model reads it as a failed call.
      if (result.isError) throw new ToolFailure(mcpError(result));
      return mcpOutput(result);
    },
  });
}

interface Call {
  readonly tool: Tool;
  readonly effect: Effect;
  readonly input: JsonObject;
}

async function called(
  connection: Connection,
  { tool, effect, input }: Call,
  { signal, heartbeat, idempotencyKey }: ToolContext,
): Promise<CallToolResult> {
  const { name } = tool;
  const _meta = { 'durable-goals/idempotency-key': idempotencyKey };
  try {
    return await connection.use(
      async (client) =>
        // Not `callTool`: that refuses, after the fact, what does not have the announced shape.
        await client.request(
          { method: 'tools/call', params: { name, arguments: { ...input }, _meta } },
          CallToolResultSchema,
          {
            signal,
            // The Activity has time-outs of its own.
            timeout: 2_147_483_647,
            onprogress: ({ progress, total, message }) =>
              heartbeat({
                progress,
                ...(total === undefined ? {} : { total }),
                ...(message === undefined ? {} : { message }),
              }),
          },
        ),
    );
  } catch (error) {
    // Whoever may be tried again is; the others are known not to have run.
    if (error instanceof NotConnected && effect === 'unsafe')
      throw new ToolDidNotRun(error.message);
    if (isRefusal(error)) throw new ToolFailure(error.message);
    throw error;
  }
}

/** Whether the server says that it will not do that, rather than that something went wrong with it. */
function isRefusal(error: unknown): error is McpError {
  const refusals: readonly number[] = [ErrorCode.InvalidParams, ErrorCode.MethodNotFound];
  return error instanceof McpError && refusals.includes(error.code);
}
