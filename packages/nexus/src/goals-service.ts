import { goalsServiceName, type ConversationResult, type RemoteRun } from '@durable-goals/core';
import { operation, service } from 'nexus-rpc';

/**
 * The Nexus service of goals, for Workflows of your own: its operation `run` has a goal go on by itself until its final answer,
 * and gives what the run gave.
 */
export const goalsService = service(goalsServiceName, {
  run: operation<RemoteRun, ConversationResult>(),
});
