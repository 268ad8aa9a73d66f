import { TestWorkflowEnvironment } from '@temporalio/testing';
import { endsInOrder } from './ends-in-order.js';

/** Temporal's SDK waits five seconds for the server, which on a busy machine may be too few. */
const attempts = 4;

/** Starts the time-skipping server at `path`, again if need be. @throws `Error` when it does not start four times. */
export async function startTimeSkipping(path: string): Promise<TestWorkflowEnvironment> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping({
        server: { executable: { type: 'existing-path', path } },
        plugins: [endsInOrder],
      });
    } catch (error) {
      if (attempt === attempts || !isTooSlow(error)) throw error;
    }
  }
}

function isTooSlow(error: unknown): boolean {
  return error instanceof Error && /did not start within/.test(error.message);
}
