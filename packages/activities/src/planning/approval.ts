import { log } from '@temporalio/activity';
import type { Situation } from '@durable-goals/core';
import type { FoundTool } from './found-goal.js';

/** What an approval depends on besides the tool. */
export interface ApprovalSetting {
  readonly showConfirm: () => boolean;
  /** A run asks nobody about what only reads, unless the tool wants that. */
  readonly situation?: Pick<Situation, 'autonomous'>;
}

/**
 * Whether a person is asked before a call runs.
 *
 * A rule that depends on the input, but is not here in the goal's own version or throws, counts as a yes.
 *
 * @param value - The input after the tool's schema has parsed it.
 */
export async function needsApproval(
  { spec, code, isOfOtherVersion }: FoundTool,
  value: unknown,
  { showConfirm, situation }: ApprovalSetting,
): Promise<boolean> {
  switch (spec.approval) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'by-input': {
      const rule = isOfOtherVersion ? undefined : code?.needsApproval;
      if (typeof rule !== 'function') return true;
      try {
        const asks: unknown = await rule(value as never);
        return asks !== false;
      } catch (error) {
        const reason = error instanceof Error ? error.name : 'unknown';
        log.warn('An approval rule threw, so a person is asked', { tool: spec.name, reason });
        return true;
      }
    }
    case 'default':
      if (situation?.autonomous && spec.effect === 'read') return false;
      return showConfirm() || spec.effect === 'unsafe';
    default:
      return spec.approval satisfies never;
  }
}
