import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { ProblemError } from '../problems.js';
import type { Authentication } from './authentication.js';
import type { Principal, Role } from './principal.js';

/** Whose tokens are good. */
export interface JwtOptions {
  /** As in the claim `iss`. */
  readonly issuer: string;
  /** As in the claim `aud`. */
  readonly audience: string;
  /** Where the issuer's keys are. @defaultValue `.well-known/jwks.json` of the issuer */
  readonly jwksUrl?: string;
  /** The claim that has somebody's roles: a list, or a text with spaces. @defaultValue 'roles' */
  readonly rolesClaim?: string;
}

/** Asymmetric ones only: a key that everybody may read must not be good for signing. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** How far clocks may be apart, in seconds. */
const toleranceS = 5;

/** Knows people by signed tokens of an issuer, such as an OpenID Connect provider. */
export function jwtIssuer({
  issuer,
  audience,
  jwksUrl,
  rolesClaim = 'roles',
}: JwtOptions): Authentication {
  const keysAt = new URL(jwksUrl ?? `${issuer.replace(/\/$/, '')}/.well-known/jwks.json`);
  const keys = createRemoteJWKSet(keysAt, { timeoutDuration: 3_000 });
  return {
    kind: 'jwt',
    async principalOf(token) {
      try {
        const { payload } = await jwtVerify(token, keys, {
          issuer,
          audience,
          algorithms,
          requiredClaims: ['sub', 'exp'],
          clockTolerance: toleranceS,
        });
        return principalOf(payload, rolesClaim);
      } catch (error) {
        if (isAboutToken(error)) return undefined;
        throw new ProblemError(
          'AuthenticationUnavailable',
          'The keys of the issuer of tokens cannot be had.',
        );
      }
    },
  };
}

function principalOf(payload: JWTPayload, rolesClaim: string): Principal | undefined {
  const { sub, name, exp } = payload;
  if (sub === undefined || sub === '' || sub.length > 200) return undefined;
  return {
    id: sub,
    roles: rolesIn(payload[rolesClaim]),
    ...(typeof name === 'string' ? { name: name.slice(0, 200) } : {}),
    ...(exp === undefined ? {} : { until: (exp + toleranceS) * 1_000 }),
  };
}

function rolesIn(claim: unknown): readonly Role[] {
  const named: readonly unknown[] =
    typeof claim === 'string' ? claim.split(/\s+/) : Array.isArray(claim) ? claim : [];
  return (['approver', 'operator'] as const).filter((role) => named.includes(role));
}

/** Whether the token itself is at fault, rather than the way to the keys. */
function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    error.code !== 'ERR_JOSE_GENERIC'
  );
}
