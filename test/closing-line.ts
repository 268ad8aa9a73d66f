import type { Reporter, TestCase, TestModule, TestRunEndReason } from 'vitest/node';

/**
 * Ends a run with what was skipped and why, what took a second try, and with the counts on a line of their own.
 *
 * A run in which no test reached a real Temporal server proves nothing, so it fails; so does one that
 * skipped anything where `CI` is set. That holds for `npm test`; a part of the suite, run by hand, is let be.
 */
export default class ClosingLine implements Reporter {
  readonly #isGate: boolean;

  constructor({ isGate }: { readonly isGate: boolean }) {
    this.#isGate = isGate;
  }

  onTestRunEnd(
    modules: readonly TestModule[],
    errors: readonly unknown[],
    reason: TestRunEndReason,
  ): void {
    const cases = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: string): readonly TestCase[] =>
      cases.filter((test) => test.result().state === state);
    const passed = inState('passed');
    const skipped = inState('skipped');
    const broken = modules.filter((module) => module.errors().length > 0).length;
    const complaints = this.#isGate ? complaintsAbout(passed, skipped) : [];
    for (const test of skipped) print(`skipped: ${test.fullName}: ${noteOf(test)}`);
    for (const test of passed) {
      if ((test.diagnostic()?.retryCount ?? 0) > 0)
        print(`passed at the second try: ${test.fullName}`);
    }
    for (const complaint of complaints) print(complaint);
    const failed =
      inState('failed').length +
      broken +
      errors.length +
      complaints.length +
      (reason === 'interrupted' ? 1 : 0);
    if (failed > 0) process.exitCode = 1;
    print(`${passed.length} passed, ${failed} failed, ${skipped.length} skipped`);
  }
}

function complaintsAbout(passed: readonly TestCase[], skipped: readonly TestCase[]): string[] {
  const complaints: string[] = [];
  if (!passed.some(({ module }) => module.moduleId.endsWith('.server.test.ts'))) {
    complaints.push('No test reached a real Temporal server, so nothing was proved.');
  }
  if (process.env['CI'] === 'true' && skipped.length > 0) {
    complaints.push(`${skipped.length} tests were skipped, which CI does not allow.`);
  }
  return complaints;
}

function noteOf(test: TestCase): string {
  const result = test.result();
  return ('note' in result ? result.note : undefined) ?? 'no reason given';
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
