import { inspect } from 'node:util';
import { CompleteAsyncError } from '@temporalio/activity';
import { TemporalFailure } from '@temporalio/common';
import type { Redactor } from './redactor.js';

/** How deep causes are followed. */
const deepest = 20;

/**
 * What was thrown, without secrets in message, stack, details and causes.
 *
 * Temporal's failures stay what they are; any other error is copied when there is something to take out, and a copy keeps
 * its name and those of its members that are plain.
 */
export function redactedError(thrown: unknown, redactor: Redactor, depth = 0): unknown {
  if (thrown instanceof CompleteAsyncError || depth > deepest) return thrown;
  if (thrown instanceof TemporalFailure) return cleaned(thrown, redactor, depth);
  if (thrown instanceof Error) return cleanCopy(thrown, redactor, depth);
  return typeof thrown === 'string' ? redactor.failureText(thrown) : redactor.value(thrown);
}

function cleaned(failure: TemporalFailure, redactor: Redactor, depth: number): TemporalFailure {
  const { message, stack, cause } = failure;
  const own: Record<string, unknown> = {
    message: redactor.failureText(message),
    ...(stack === undefined ? {} : { stack: redactor.failureText(stack) }),
    ...(cause === undefined ? {} : { cause: redactedError(cause, redactor, depth + 1) }),
  };
  if ('details' in failure) own['details'] = redactor.value(failure.details);
  if ('type' in failure && typeof failure.type === 'string') {
    own['type'] = redactor.text(failure.type);
  }
  for (const [name, value] of Object.entries(own)) {
    Object.defineProperty(failure, name, { value, writable: true, configurable: true });
  }
  return failure;
}

function cleanCopy(error: Error, redactor: Redactor, depth: number): Error {
  const { name, message, stack, cause } = error;
  const clean = {
    message: redactor.failureText(message),
    stack: stack === undefined ? undefined : redactor.failureText(stack),
    cause: cause === undefined ? undefined : redactedError(cause, redactor, depth + 1),
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
    name: redactor.text(name),
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
