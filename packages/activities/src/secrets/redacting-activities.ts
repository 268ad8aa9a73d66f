import { AsyncLocalStorage } from 'node:async_hooks';
import { asyncLocalStorage as activityContext, type Context } from '@temporalio/activity';
import type { ActivityMap } from '../create-agent-activities.js';
import { redactedAttributes, redactedError } from './redacted-error.js';
import { redactorOf, type Redactor } from './redactor.js';
import { sendable } from './sendable.js';

const running = new AsyncLocalStorage<Redactor>();

/**
 * A value without the secrets of the Worker whose Activity runs; outside of one, the value itself.
 *
 * For what is hashed or cut before it leaves: a secret would be found neither in a hash nor by half.
 */
export function withoutSecrets<Value>(value: Value): Value {
  return running.getStore()?.value(value) ?? value;
}

/** The redactor of the Worker whose Activity runs; outside of one, one without secrets. */
export function runningRedactor(): Redactor {
  return running.getStore() ?? redactorOf([]);
}

/**
 * The same Activities, which let no secret out: not in results, failures and heartbeats, and not in what they log
 * through Temporal.
 */
export function redactingActivities(
  activities: ActivityMap,
  redactor: () => Redactor,
): ActivityMap {
  return Object.fromEntries(
    Object.entries(activities).map(([name, activity]) => [
      name,
      (request: never) => guarded(redactor(), async () => await activity(request)),
    ]),
  );
}

async function guarded(redactor: Redactor, work: () => Promise<unknown>): Promise<unknown> {
  const context = activityContext.getStore();
  const run = (): Promise<unknown> => running.run(redactor, work);
  try {
    return redactor.value(
      context === undefined
        ? await run()
        : await activityContext.run(guardedContext(context, redactor), run),
    );
  } catch (error) {
    throw redactedError(error, redactor);
  }
}

/** The Activity's context, with heartbeats and a log that let nothing out, whoever uses them. */
function guardedContext(context: Context, redactor: Redactor): Context {
  const { log } = context;
  const heartbeat = (details?: unknown): void => context.heartbeat(sendable(details, redactor));
  const attributes = (meta: object | undefined) =>
    meta && redactedAttributes({ ...meta }, redactor);
  const clean: Context['log'] = {
    log: (level, message, meta) => log.log(level, redactor.failureText(message), attributes(meta)),
    trace: (message, meta) => log.trace(redactor.failureText(message), attributes(meta)),
    debug: (message, meta) => log.debug(redactor.failureText(message), attributes(meta)),
    info: (message, meta) => log.info(redactor.failureText(message), attributes(meta)),
    warn: (message, meta) => log.warn(redactor.failureText(message), attributes(meta)),
    error: (message, meta) => log.error(redactor.failureText(message), attributes(meta)),
  };
  return Object.create(context, {
    heartbeat: { value: heartbeat },
    log: { value: clean },
  }) as Context;
}
