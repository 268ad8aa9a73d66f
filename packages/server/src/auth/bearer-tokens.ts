import { createHash, timingSafeEqual } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import type { Authentication } from './authentication.js';
import type { Principal } from './principal.js';

const entrySchema = z
  .strictObject({
    /** Who it stands for. */
    id: z.string().min(1).max(200),
    name: z.string().max(200).optional(),
    roles: z.array(z.enum(['approver', 'operator'])).default([]),
    token: z.string().min(20).optional(),
    /** SHA-256 of the token, hexadecimal. */
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/i)
      .optional(),
    /** ISO 8601; the token is not good from then on. */
    expires: z.iso.datetime({ offset: true }).optional(),
  })
  .refine(({ token, sha256 }) => (token === undefined) !== (sha256 === undefined), {
    message: "it needs either 'token', of 20 characters at least, or 'sha256'",
  });

const fileSchema = z.array(entrySchema).min(1);

/** One token: who it stands for, and either itself or its SHA-256 in hexadecimal. */
export type TokenEntry = z.input<typeof entrySchema>;

interface KnownToken {
  readonly hash: Buffer;
  readonly principal: Principal;
}

/**
 * Knows people and programs by fixed tokens, of which only hashes are kept in memory.
 *
 * @throws `ConfigurationRefused` for an entry that cannot be used; the text never has a token in it.
 */
export function bearerTokens(entries: readonly TokenEntry[]): Authentication {
  const known = read(entries);
  return {
    kind: 'bearer',
    principalOf(token) {
      const hash = hashOf(token);
      let found: KnownToken | undefined;
      // All of them, always: how long it takes says nothing about how near a guess is.
      for (const candidate of known) {
        if (timingSafeEqual(candidate.hash, hash)) found = candidate;
      }
      const isGood = (found?.principal.until ?? Infinity) > Date.now();
      return Promise.resolve(isGood ? found?.principal : undefined);
    },
  };
}

function read(entries: unknown): readonly KnownToken[] {
  const { success, data, error } = fileSchema.safeParse(entries);
  if (!success) {
    const [issue] = error.issues;
    const place = issue === undefined ? '' : ` at '${issue.path.join('.')}'`;
    throw refused(`The tokens cannot be used${place}: ${issue?.message ?? 'they are no list'}.`);
  }
  const known = data.map(({ id, name, roles, token, sha256 = '', expires }) => ({
    hash: token === undefined ? Buffer.from(sha256, 'hex') : hashOf(token),
    principal: {
      id,
      roles,
      ...(name === undefined ? {} : { name }),
      ...(expires === undefined ? {} : { until: Date.parse(expires) }),
    },
  }));
  const hashes = new Set(known.map(({ hash }) => hash.toString('hex')));
  if (hashes.size < known.length) {
    throw refused('The tokens cannot be used: two entries have the same token.');
  }
  return known;
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function refused(fact: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `${fact} Give a list of { id, token or sha256, roles }.`,
    'ConfigurationRefused',
  );
}
