// By its source: what bundles Workflows would look for the package as it is built, which a clone is not yet.
export { agentGoalWorkflow } from '../../core/src/workflow/index.js';

/** A Workflow of the user's own, beside the agent's. */
export async function greet(name: string): Promise<string> {
  return `Hello, ${name}.`;
}
