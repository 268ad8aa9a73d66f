import { randomUUID } from 'node:crypto';
import {
  agentWorkflowType,
  queries,
  updates,
  type ConversationStatus,
  type SendMessage,
  type Turn,
} from '@durable-goals/core';
import type { Client } from '@temporalio/client';

/** The same as `AgentClient`, by hand: without the re-sending, the fallback to a Signal and the types. */
export async function ask(client: Client, text: string): Promise<ConversationStatus> {
  const handle = await client.workflow.start(agentWorkflowType, {
    workflowId: 'dinner-2',
    taskQueue: 'agent-task-queue',
    workflowIdConflictPolicy: 'USE_EXISTING',
    args: [{ goalId: 'dinner', mode: 'chat' }],
  });
  const id = randomUUID();
  const turn = await handle.executeUpdate<Turn, [SendMessage]>(updates.sendMessage, {
    args: [{ id, text }],
    updateId: id,
  });
  console.log(turn.state, turn.messages.at(-1)?.text);
  return await handle.query<ConversationStatus>(queries.state);
}
