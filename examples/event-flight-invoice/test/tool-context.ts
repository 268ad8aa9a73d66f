import type { ToolContext } from '@durable-goals/core';

/** A context as the tool runner would make it; warnings are collected in `warnings`. */
export function toolContext(
  overrides: Partial<ToolContext> = {},
): ToolContext & { readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  return {
    conversationId: 'trip-1',
    callId: 'call-1',
    idempotencyKey: 'trip-1/run-1/1',
    attempt: 1,
    signal: new AbortController().signal,
    heartbeat: () => {},
    log: {
      debug: () => {},
      info: () => {},
      warn: (message) => void warnings.push(message),
      error: () => {},
    },
    resultOf: async () => null,
    ...overrides,
    warnings,
  };
}
