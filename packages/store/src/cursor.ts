import { ApplicationFailure } from '@temporalio/common';
import type { PageQuery } from '@durable-goals/core';

const defaultLimit = 100;
const largestLimit = 1_000;

/** How many items a page has. @throws `QueryRefused` when it is not a whole number from 1 to 1,000. */
export function limitOf({ limit = defaultLimit }: Pick<PageQuery, 'limit'>): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= largestLimit) return limit;
  throw refused(
    `A page's limit is ${limit}; it has to be a whole number from 1 to ${largestLimit}.`,
  );
}

/** Where a page ended, for the next one: opaque to its reader. */
export function cursorOf(...values: readonly string[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** What {@link cursorOf} was made of. @throws `QueryRefused` for any other text. */
export function readCursor(cursor: string): readonly [string, string] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(values) && values.length === 2) {
      const [first, second]: readonly unknown[] = values;
      if (typeof first === 'string' && typeof second === 'string') return [first, second];
    }
  } catch {
    // Said below, for every text that is no cursor.
  }
  throw refused(
    `'${cursor.slice(0, 100)}' is no cursor of this list. Take \`next\` of the page before.`,
  );
}

function refused(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'QueryRefused');
}
