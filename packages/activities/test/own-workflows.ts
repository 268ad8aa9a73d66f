export { agentGoalWorkflow } from '@durable-goals/core/workflow';

/** A Workflow of the user's own, beside the agent's. */
export async function greet(name: string): Promise<string> {
  return `Hello, ${name}.`;
}
