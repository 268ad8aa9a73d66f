import { ToolFailure } from '@durable-goals/core';
import { Stripe } from 'stripe';

/**
 * What an error of Stripe's means for the call.
 *
 * @returns A `ToolFailure` for what a repeat cannot mend; for an outage, a rate limit, a conflict or
 * a lost connection a plain error, so that the call is tried again with the same keys. Neither holds the key.
 */
export function stripeFailure(error: unknown): Error {
  if (!(error instanceof Stripe.errors.StripeError)) {
    return error instanceof Error ? error : new Error(String(error));
  }
  const status = error.statusCode === undefined ? '' : ` with status ${error.statusCode}`;
  const again = new Error(
    `Stripe could not finish the invoice${status} (${error.type}). The call is tried again with the same keys.`,
  );
  // 409: an earlier attempt with the same key is still under way.
  if (error.statusCode === 409) return again;
  switch (error.type) {
    case 'StripeCardError':
    case 'StripeInvalidRequestError':
    case 'StripeIdempotencyError':
      return new ToolFailure(
        `Stripe refused the invoice${status}: ${withoutKeys(error.message)} Tell the person, and change the details before another attempt.`,
      );
    case 'StripeAuthenticationError':
    case 'StripePermissionError':
      return new ToolFailure(
        `Stripe refused the key${status}. Set 'STRIPE_API_KEY' to a key that may write customers and invoices, or unset it to use the mock ledger.`,
      );
    default:
      return again;
  }
}

function withoutKeys(message: string): string {
  return message.replace(/\b[sr]k_(?:test|live)_[\w*]+/g, '(key)');
}
