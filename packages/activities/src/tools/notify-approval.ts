import { log } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { AgentActivities, ApprovalNotice } from '@durable-goals/core';

/** What a Worker does to have people asked, such as writing to them. */
export type OnApproval = (notice: ApprovalNotice) => Promise<void>;

/** Makes the Activity that tells the Worker's hook of a call that waits for approval. */
export function createNotifyApproval(
  onApproval: OnApproval | undefined,
): AgentActivities['notifyApproval'] {
  return async (notice) => {
    try {
      await onApproval?.(notice);
    } catch (error) {
      // Its text may hold an address or a key, so only its name leaves the Worker.
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      log.warn('The hook for approvals threw', { name, reason: message });
      throw ApplicationFailure.retryable(
        `The hook for approvals ended with an error named '${name}'. The Worker's log has the reason.`,
        'ApprovalNotNotified',
      );
    }
  };
}
