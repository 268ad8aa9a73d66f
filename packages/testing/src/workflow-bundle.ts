import { agentWorkflowsPath } from '@durable-goals/activities';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { quiet } from './quiet.js';

let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;

/** The agent Workflow's bundle, made once per process: it takes seconds and is always the same. */
export async function workflowBundle(): Promise<WorkflowBundleWithSourceMap> {
  bundle ??= bundleWorkflowCode({ workflowsPath: agentWorkflowsPath(), logger: quiet });
  return await bundle;
}
