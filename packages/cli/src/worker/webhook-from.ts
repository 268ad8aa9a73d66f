import { approvalWebhook, type OnApproval } from '@durable-goals/activities';
import { CliError } from '../cli-error.js';

/**
 * The webhook that is told of calls that wait for approval, where `APPROVAL_WEBHOOK_URL` names one.
 *
 * @throws `CliError` when a part of it is missing, `ConfigurationRefused` when one cannot be used.
 */
export function webhookFrom(env: NodeJS.ProcessEnv): OnApproval | undefined {
  const [url, secret, link] = [
    'APPROVAL_WEBHOOK_URL',
    'APPROVAL_WEBHOOK_SECRET',
    'APPROVAL_LINK',
  ].map((name) => env[name]?.trim() ?? '');
  if (!url) return undefined;
  if (!secret || !link) {
    throw new CliError(
      'APPROVAL_WEBHOOK_URL is set without APPROVAL_WEBHOOK_SECRET or APPROVAL_LINK. Set all three, or none.',
    );
  }
  return approvalWebhook({ url, secret: secret.split(/[\s,]+/), link });
}
