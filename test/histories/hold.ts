import { createTestAgent, type TestAgent } from '@durable-goals/testing';
import type { TestWorkflowEnvironment } from '@temporalio/testing';

/** A conversation that is held to be recorded. */
export interface RecordedConversation {
  readonly server: 'dev' | 'time-skipping';
  /** Whether its first call is carried out by a sub-agent, whose history is recorded, too. */
  readonly withSubAgent?: true;
  /** Holds the conversation under an id and leaves it where it is. */
  hold(environment: TestWorkflowEnvironment, conversationId: string, ledger: string): Promise<void>;
}

export const by = 'ada@example.com';
export const inRoom = (call: string, room: string) => ({ call, input: { room } });

type Closing<Agent> = Agent & AsyncDisposable;

export async function opened<const Goals extends Parameters<typeof createTestAgent>[0]['goals']>(
  options: Parameters<typeof createTestAgent<Goals>>[0],
): Promise<Closing<TestAgent<Goals>>> {
  const agent = await createTestAgent<Goals>(options);
  return { ...agent, [Symbol.asyncDispose]: () => agent.close() };
}

export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}
