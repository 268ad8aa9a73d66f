import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { agentWorkflowsPath } from '@durable-goals/activities';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

/** Bundles the agent Workflow once, for Workers that are to be back fast after they were killed. */
export async function writeWorkflowBundle(folder: string): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: agentWorkflowsPath(),
    logger: new DefaultLogger('ERROR'),
  });
  const file = join(folder, 'workflow-bundle.js');
  await writeFile(file, code);
  return file;
}
