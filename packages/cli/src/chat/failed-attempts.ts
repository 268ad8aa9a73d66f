import type { Client } from '@temporalio/client';

/**
 * Why what a conversation waits for takes so long: the Activities that failed before and are tried again,
 * in words.
 *
 * @returns `undefined` when none failed, or nobody can say.
 */
export async function failedAttempts(
  client: Client,
  conversationId: string,
): Promise<string | undefined> {
  try {
    const { raw } = await client.workflow.getHandle(conversationId).describe();
    const failing = (raw.pendingActivities ?? []).flatMap(({ attempt, lastFailure }) =>
      lastFailure?.message
        ? [`attempt ${attempt ?? 1}, for the last one failed: ${lastFailure.message}`]
        : [],
    );
    return failing.length === 0 ? undefined : failing.join('; ');
  } catch {
    return undefined;
  }
}
