import { DefaultLogger, Runtime } from '@temporalio/worker';

/** A logger for tests: errors only. */
export const quiet = new DefaultLogger('ERROR');

/**
 * Keeps Temporal's runtime quiet in a test process, unless the test installed a runtime of its own. The
 * runtime warns about the age of the time-skipping server at each start otherwise.
 */
export function quietRuntime(): void {
  try {
    Runtime.install({
      logger: quiet,
      telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
    });
  } catch {
    // There can be one runtime in a process, and it is the test's own.
  }
}
