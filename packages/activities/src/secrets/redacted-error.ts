import { inspect } from 'node:util';
import { CompleteAsyncError } from '@temporalio/activity';
import { TemporalFailure } from '@temporalio/common';
import type { Redactor } from './redactor.js';
import { sendable, sendableDelay } from './sendable.js';

/** How deep causes are followed. */
const deepest = 20;

/**
 * What was thrown, without secrets in message, stack, details and causes, and such that it can leave the Worker whatever
 * somebody put into it.
 *
 * Temporal's failures stay what they are; any other error is copied when there is something to take out, and a copy keeps
 * its name and those of its members that are plain.
 *
 * @param above - What it is the cause of.
 */
export function redactedError(
  thrown: unknown,
  redactor: Redactor,
  above: readonly unknown[] = [],
): unknown {
  if (thrown instanceof CompleteAsyncError) return thrown;
  if (thrown instanceof TemporalFailure) return cleaned(thrown, redactor, above);
  if (thrown instanceof Error) return cleanCopy(thrown, redactor, above);
  return typeof thrown === 'string' ? redactor.failureText(thrown) : sendable(thrown, redactor);
}

function cleaned(
  failure: TemporalFailure,
  redactor: Redactor,
  above: readonly unknown[],
): TemporalFailure {
  const { message, stack } = failure;
  const own: Record<string, unknown> = {
    message: redactor.failureText(message),
    ...(stack === undefined ? {} : { stack: redactor.failureText(stack) }),
    cause: causeOf(failure, redactor, above),
    // As it came from elsewhere; it would be sent in place of all this.
    failure: undefined,
  };
  if ('details' in failure) {
    const details: unknown = failure.details;
    own['details'] = Array.isArray(details)
      ? details.map((detail: unknown) => sendable(detail, redactor))
      : undefined;
  }
  if ('type' in failure && failure.type !== undefined) {
    own['type'] = redactor.failureText(failure.type);
  }
  if ('nextRetryDelay' in failure) own['nextRetryDelay'] = sendableDelay(failure.nextRetryDelay);
  for (const [name, value] of Object.entries(own)) {
    Object.defineProperty(failure, name, { value, writable: true, configurable: true });
  }
  return failure;
}

/** The cause of an error; none where causes go in a circle or too deep. */
function causeOf(error: Error, redactor: Redactor, above: readonly unknown[]): unknown {
  const { cause } = error;
  const within = [...above, error];
  if (cause === undefined || within.includes(cause) || above.length > deepest) return undefined;
  return redactedError(cause, redactor, within);
}

function cleanCopy(error: Error, redactor: Redactor, above: readonly unknown[]): Error {
  const { name, message, stack, cause } = error;
  const clean = {
    message: redactor.failureText(message),
    stack: stack === undefined ? undefined : redactor.failureText(stack),
    cause: causeOf(error, redactor, above),
  };
  const members = Object.entries(error).filter(([key]) => key !== 'cause');
  const isClean =
    clean.message === message &&
    clean.stack === stack &&
    clean.cause === cause &&
    members.length === 0;
  if (isClean) return error;
  const copy = new Error(clean.message);
  const own = {
    name: redactor.failureText(name),
    stack: clean.stack,
    ...(clean.cause === undefined ? {} : { cause: clean.cause }),
  };
  for (const [key, value] of Object.entries(own)) {
    Object.defineProperty(copy, key, { value, writable: true, configurable: true });
  }
  // Requests, sockets and the like stay behind: they are where keys are kept.
  const plain = members.filter(([, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  );
  return Object.assign(copy, redactedAttributes(Object.fromEntries(plain), redactor));
}

/** What goes with a line of a log, without secrets. */
export function redactedAttributes(
  attributes: Readonly<Record<string, unknown>>,
  redactor: Redactor,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      redactor.text(key),
      redactedAttribute(value, redactor, 0),
    ]),
  );
}

function redactedAttribute(value: unknown, redactor: Redactor, depth: number): unknown {
  if (typeof value === 'string') return redactor.failureText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return redactedError(value, redactor);
  if (depth < deepest && Array.isArray(value)) {
    return value.map((item: unknown) => redactedAttribute(item, redactor, depth + 1));
  }
  if (depth < deepest && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        redactor.text(key),
        redactedAttribute(member, redactor, depth + 1),
      ]),
    );
  }
  // Anything else is printed by the logger the way this prints it.
  const printed = inspect(value);
  const clean = redactor.failureText(printed);
  return clean === printed ? value : clean;
}
