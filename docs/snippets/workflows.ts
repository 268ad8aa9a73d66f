export { agentGoalWorkflow } from '@durable-goals/core/workflow';

/** A Workflow of the project's own, beside the agent's. */
export async function remind(name: string): Promise<string> {
  return `Remember the table, ${name}.`;
}
