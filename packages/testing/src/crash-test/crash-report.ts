import type { Effect, ToolOutcome } from '@durable-goals/core';
import { wordsFor, type CrashPoint } from './crash-points.js';

/** What a crash test found out about a tool. */
export interface CrashReport {
  readonly tool: string;
  readonly effect: Effect;
  /** Effects of one call that nothing disturbs. */
  readonly effectsPerCall: number;
  /** One for each point, in the order tried. */
  readonly runs: readonly CrashRun[];
}

/** One call during which the Worker was killed. */
export interface CrashRun {
  readonly point: CrashPoint;
  /** How often the tool's code was about to begin. */
  readonly attempts: number;
  /** The idempotency keys that its attempts were given, each once. */
  readonly keys: readonly string[];
  readonly effects: number;
  /** How the call ended; `unfinished` when it did not within a minute. */
  readonly outcome: ToolOutcome | 'unfinished';
  /** One sentence for each thing that is wrong. */
  readonly problems: readonly string[];
}

/** A tool did not stand a crash test. `report` holds every run, `message` what is wrong with them. */
export class CrashTestFailed extends Error {
  override readonly name = 'CrashTestFailed';
  readonly report: CrashReport;

  constructor(report: CrashReport) {
    const problems = report.runs.flatMap((run) => run.problems);
    super(`'${report.tool}' did not stand its crash test:\n${problems.map(line).join('\n')}`);
    this.report = report;
  }
}

/** What one call is judged by. */
export type CrashFacts = Omit<CrashRun, 'problems'> & {
  readonly tool: string;
  readonly effect: Effect;
  readonly hasVerify: boolean;
  readonly effectsPerCall: number;
};

/** What is wrong with how a call ended. */
export function problemsOf(facts: CrashFacts): readonly string[] {
  const { tool, effect, point, attempts, keys, effects, effectsPerCall, outcome } = facts;
  const about = `'${tool}', ${wordsFor(point)},`;
  const problems: string[] = [];
  if (effect === 'read' && effects > 0) {
    problems.push(
      `'${tool}' is marked 'read', but a call of it had ${count(effects, 'effect')}. Mark it 'idempotent' or 'unsafe'.`,
    );
  } else if (effects > effectsPerCall) {
    problems.push(
      `${about} had ${count(effects, 'effect')} instead of ${effectsPerCall}, in ${count(attempts, 'attempt')} with the key '${keys.join("', '")}'. Have it pass the key on to who carries the effect out, or mark it 'unsafe'.`,
    );
  }
  if (effect === 'unsafe' && attempts > 1) {
    problems.push(`${about} is 'unsafe', but was attempted ${attempts} times.`);
  }
  if (keys.length > 1) {
    problems.push(`${about} was given ${keys.length} keys for one call.`);
  }
  if (outcome === 'unfinished') {
    problems.push(`${about} came to no end within a minute.`);
  }
  problems.push(...outcomeProblems(facts, about));
  return problems;
}

/** What is said of a call has to be what happened. */
function outcomeProblems(
  { tool, effect, hasVerify, effects, effectsPerCall, outcome }: CrashFacts,
  about: string,
): readonly string[] {
  const who = effect === 'unsafe' && hasVerify ? `the 'verify' of '${tool}'` : 'its result';
  if (outcome === 'completed' && effects < effectsPerCall) {
    return [
      `${about} had ${count(effects, 'effect')} instead of ${effectsPerCall}, though ${who} says that it happened.`,
    ];
  }
  if (outcome === 'not-run' && effects > 0) {
    return [`${about} had ${count(effects, 'effect')}, though ${who} says that nothing happened.`];
  }
  return [];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function line(problem: string): string {
  return `- ${problem}`;
}
