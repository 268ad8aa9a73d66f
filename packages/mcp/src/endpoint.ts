import {
  getDefaultEnvironment,
  StdioClientTransport,
} from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';

/** A server that is a program of this machine. */
export interface StdioEndpoint {
  readonly command: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  /**
   * Names of environment variables of the Worker that the program gets, besides `PATH` and the like. Their values stay in
   * the Worker: nothing of them is recorded.
   */
  readonly env?: readonly string[];
}

/** A server that is reached over streamable HTTP. */
export interface HttpEndpoint {
  readonly url: string | URL;
  /** Asked each time that a connection begins, so that a token may come from the Worker's environment. */
  readonly headers?: () => Readonly<Record<string, string>>;
}

/** Makes the transport of a new connection. */
export function transportOf(endpoint: StdioEndpoint | HttpEndpoint): Transport {
  if ('url' in endpoint) {
    const { url, headers } = endpoint;
    return new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: { ...headers?.() } },
    });
  }
  const { command, args = [], cwd, env = [] } = endpoint;
  const passed = env.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return new StdioClientTransport({
    command,
    args: [...args],
    env: { ...getDefaultEnvironment(), ...(Object.fromEntries(passed) as Record<string, string>) },
    // What it says there is for whoever runs it, and may hold anything.
    stderr: 'ignore',
    ...(cwd === undefined ? {} : { cwd }),
  });
}
