import { createHash, createHmac } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { ApprovalNotice } from '@durable-goals/core';
import type { OnApproval } from './notify-approval.js';

/** Where people are told of calls that wait. */
export interface ApprovalWebhookOptions {
  /** Takes a POST; `https`, or `http` on this machine. */
  readonly url: string;
  /**
   * What messages are signed with: `whsec_` and 24 to 64 bytes in base64. Several while one is replaced by another; each
   * makes a signature.
   */
  readonly secret: string | readonly string[];
  /**
   * Where the call can be decided: an address with `{conversationId}` and `{callId}` in it, such as that of the chat page,
   * `https://agents.example.com/#/c/{conversationId}`.
   */
  readonly link: string;
  /** How long the other side may take, in milliseconds. @defaultValue 10,000 */
  readonly timeoutMs?: number;
}

/**
 * A hook for `onApproval` that posts ids and a link, never the input, signed as Standard Webhooks has it. A repeat has the
 * same `webhook-id`.
 *
 * @throws `ConfigurationRefused` for an address or a secret that cannot be used; the hook throws when it is not taken.
 * @see https://www.standardwebhooks.com
 */
export function approvalWebhook(options: ApprovalWebhookOptions): OnApproval {
  const { link, timeoutMs = 10_000 } = options;
  const url = addressOf(options.url);
  const keys = [options.secret].flat().map(keyOf);
  return async (notice) => {
    const id = idOf(notice);
    const seconds = `${Math.floor(Date.now() / 1_000)}`;
    const body = JSON.stringify({
      type: `approval.${notice.kind}`,
      timestamp: new Date().toISOString(),
      data: { ...notice, link: linkOf(link, notice) },
    });
    const signatures = keys.map((key) => `v1,${signatureOf(key, `${id}.${seconds}.${body}`)}`);
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'durable-goals',
        'webhook-id': id,
        'webhook-timestamp': seconds,
        'webhook-signature': signatures.join(' '),
      },
      body,
      // Where it would lead, nobody has been told to send anything.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`The webhook answered ${answer.status}.`);
  };
}

/** The same for a repeat of the same notice, another for a reminder and for the second approval. */
function idOf({ conversationId, callId, inputHash, kind, approvedBy }: ApprovalNotice): string {
  const named = JSON.stringify([conversationId, callId, inputHash, kind, approvedBy]);
  return `msg_${createHash('sha256').update(named).digest('hex').slice(0, 32)}`;
}

function signatureOf(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64');
}

function linkOf(link: string, { conversationId, callId }: ApprovalNotice): string {
  return link
    .replaceAll('{conversationId}', encodeURIComponent(conversationId))
    .replaceAll('{callId}', encodeURIComponent(callId));
}

function addressOf(text: string): URL {
  const url = URL.parse(text);
  const isHere = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url?.hostname ?? '');
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isHere)) return url;
  throw refused('Its address is none with https://, which messages could travel by safely.');
}

function keyOf(secret: string): Buffer {
  const [, encoded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const key = Buffer.from(encoded ?? '', 'base64');
  if (key.length >= 24 && key.length <= 64) return key;
  throw refused("Its secret is not 'whsec_' and 24 to 64 bytes in base64.");
}

function refused(fact: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `The webhook for approvals cannot be used. ${fact} Correct its options.`,
    'ConfigurationRefused',
  );
}
