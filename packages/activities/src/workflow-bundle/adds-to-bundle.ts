import type { BundlerPlugin, ReplayWorkerOptions } from '@temporalio/worker';
import { agentWorkflowsPath } from './agent-workflows-path.js';

/** Whether a Worker's options ask for more in its bundle than Workflows, so that it has to be bundled for that Worker. */
export function addsToBundle({
  bundlerOptions,
  dataConverter,
  interceptors,
  plugins = [],
}: ReplayWorkerOptions): boolean {
  return (
    bundlerOptions !== undefined ||
    dataConverter?.payloadConverterPath !== undefined ||
    dataConverter?.failureConverterPath !== undefined ||
    (interceptors?.workflowModules ?? []).length > 0 ||
    plugins.some(changesBundle)
  );
}

/** Plugins made with Temporal's `SimplePlugin` all have the hook, and most change nothing. */
function changesBundle(plugin: BundlerPlugin): boolean {
  const options = { workflowsPath: agentWorkflowsPath() };
  const changed = plugin.configureBundler?.({ ...options }) ?? options;
  return Object.entries(changed).some(
    ([name, value]) => value !== undefined && (name !== 'workflowsPath' || value !== options[name]),
  );
}
