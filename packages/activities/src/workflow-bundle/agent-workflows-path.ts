import { createRequire } from 'node:module';

/** The file that a Worker bundles its Workflows from, with the agent Workflow in it. */
export function agentWorkflowsPath(): string {
  return createRequire(import.meta.url).resolve('@durable-goals/core/workflow');
}
