import type { AgentStart } from './wire.js';

/**
 * Makes the arguments of the agent Workflow, by today's rules, and the memo that it is found by without a Worker: `goalId`,
 * `mode` unless it is a chat, `owner`, and `parent`, the conversation that it is a sub-agent of.
 *
 * Whoever starts one with such a memo of their own has to say `runsBy` as well: without it, it counts as begun before there
 * were these rules.
 */
export function startArguments(start: AgentStart): {
  readonly args: [AgentStart];
  readonly memo: Record<string, string>;
} {
  const { goalId, mode, owner, parent } = start;
  return {
    args: [{ ...start, runsBy: 3 }],
    memo: {
      goalId,
      ...(mode === 'run' ? { mode } : {}),
      ...(owner === undefined ? {} : { owner }),
      ...(parent === undefined ? {} : { parent: parent.conversationId }),
    },
  };
}
