import type { PayloadConverter } from '@temporalio/common';
import type { WorkflowInternalsInterceptor } from '@temporalio/workflow';

/** What a Workflow is woken with: the news of a Workflow Task, or a part of it. */
export type Activation = Parameters<
  NonNullable<WorkflowInternalsInterceptor['activate']>
>[0]['activation'];

/** What the SDK keeps of the Workflow that runs, as far as it has no other way to it. */
interface SdkActivator {
  readonly payloadConverter?: PayloadConverter;
  readonly interceptors?: {
    readonly internals?: WorkflowInternalsInterceptor[];
  };
}

/** The SDK's own state of this Workflow; `undefined` outside of one, or once the SDK keeps it elsewhere. */
export function sdkActivator(): SdkActivator | undefined {
  const { __TEMPORAL_ACTIVATOR__: activator } = globalThis as {
    __TEMPORAL_ACTIVATOR__?: SdkActivator;
  };
  return activator;
}
