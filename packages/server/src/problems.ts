import { ApplicationFailure } from '@temporalio/common';
import type { Context } from 'hono';
import { otherNames, rules, unexpected, type ProblemRule } from './problem-rules.js';

/** A problem document, RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly remedy: string;
}

/** Where the names of problems begin. */
const namespace = 'urn:durable-goals:problem:';

/** A request that is not answered as it was meant, with the document that says why. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly type: string;
  /** Seconds, where it makes sense to come again. */
  readonly retryAfter: number | undefined;
  /** What else could be done with the address. */
  readonly allow: readonly string[] | undefined;

  constructor(
    type: string,
    detail: string,
    {
      retryAfter,
      allow,
    }: { readonly retryAfter?: number; readonly allow?: readonly string[] } = {},
  ) {
    super(detail);
    this.type = type;
    this.retryAfter = retryAfter;
    this.allow = allow;
  }
}

/** The document for anything thrown; one of a kind that is not known says nothing of its cause. */
export function problemOf(error: unknown): { problem: Problem; retryAfter?: number } {
  const { type, detail } = wordsOf(error);
  const rule: ProblemRule | undefined = rules[type];
  const { status, title, remedy } = rule ?? unexpected;
  const retryAfter =
    (error instanceof ProblemError ? error.retryAfter : undefined) ?? rule?.retryAfter;
  return {
    problem: {
      type: `${namespace}${rule === undefined ? 'Unexpected' : type}`,
      title,
      status,
      detail:
        rule === undefined
          ? 'Something went wrong here that nobody foresaw.'
          : (rule.detail ?? detail),
      remedy,
    },
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** Answers with a problem document. */
export function problemResponse(c: Context, error: unknown): Response {
  const { problem, retryAfter } = problemOf(error);
  return c.json(problem, problem.status as 500, {
    'content-type': 'application/problem+json',
    ...(retryAfter === undefined ? {} : { 'retry-after': `${retryAfter}` }),
    ...(error instanceof ProblemError && error.allow !== undefined
      ? { allow: error.allow.join(', ') }
      : {}),
    ...(problem.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  });
}

function wordsOf(error: unknown): { type: string; detail: string } {
  if (error instanceof ProblemError) return { type: error.type, detail: error.message };
  if (error instanceof ApplicationFailure) {
    const type = error.type ?? '';
    return { type: otherNames[type] ?? type, detail: error.message };
  }
  return { type: '', detail: '' };
}
