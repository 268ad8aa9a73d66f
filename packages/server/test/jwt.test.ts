import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jwtIssuer, type Authentication } from '@durable-goals/server';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';

const issuer = 'https://people.example.com/';
const audience = 'agents';
let keys: { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey };
let issuing: Server;
let asked = 0;
let authentication: Authentication;

beforeAll(async () => {
  keys = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256' };
  issuing = createHttpServer((_, response) => {
    asked += 1;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: [jwk] }));
  });
  issuing.listen(0, '127.0.0.1');
  await once(issuing, 'listening');
  const { port } = issuing.address() as AddressInfo;
  authentication = jwtIssuer({ issuer, audience, jwksUrl: `http://127.0.0.1:${port}/keys` });
});
afterAll(() => issuing.close());

/** A token that is good, but for what is changed. */
async function token(change: (made: SignJWT) => SignJWT = (made) => made, claims = {}) {
  const made = new SignJWT({ name: 'Ada', roles: ['approver', 'king'], ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject('ada')
    .setExpirationTime('5 minutes');
  return await change(made).sign(keys.privateKey);
}

test('a token of the issuer stands for its subject, with the roles that there are', async () => {
  const ada = { id: 'ada', name: 'Ada', roles: ['approver'], until: expect.any(Number) };
  const found = await authentication.principalOf(await token());
  expect(found).toEqual(ada);
  expect((found?.until ?? 0) - Date.now()).toBeLessThan(5 * 60_000 + 6_000);
  const asText = await token(undefined, { roles: 'operator other' });
  expect(await authentication.principalOf(asText)).toMatchObject({ roles: ['operator'] });
  expect(asked).toBe(1);
});

test.each([
  ['of another issuer', async () => await token((made) => made.setIssuer('https://evil.example/'))],
  ['for another audience', async () => await token((made) => made.setAudience('others'))],
  [
    'whose time is over',
    async () => await token((made) => made.setExpirationTime('10 minutes ago')),
  ],
  [
    'without an end',
    async () =>
      await new SignJWT({})
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject('ada')
        .sign(keys.privateKey),
  ],
  ['of nobody', async () => await token((made) => made.setSubject(''))],
  [
    'signed with another key',
    async () => {
      const { privateKey } = await generateKeyPair('ES256');
      return await new SignJWT({})
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject('ada')
        .setExpirationTime('1 hour')
        .sign(privateKey);
    },
  ],
  [
    'signed with a secret that everybody knows',
    async () =>
      await new SignJWT({})
        .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject('ada')
        .setExpirationTime('1 hour')
        .sign(new TextEncoder().encode(JSON.stringify(await exportJWK(keys.publicKey)))),
  ],
  [
    'that is not signed',
    () =>
      Promise.resolve(
        new UnsecuredJWT({})
          .setIssuer(issuer)
          .setAudience(audience)
          .setSubject('ada')
          .setExpirationTime('1 hour')
          .encode(),
      ),
  ],
  ['that is none', () => Promise.resolve('no.token.here')],
])('a token %s is not good', async (_, made) => {
  expect(await authentication.principalOf(await made())).toBeUndefined();
});

test('where the issuer is away, that is said, and nobody is let in', async () => {
  const away = jwtIssuer({ issuer, audience, jwksUrl: 'http://127.0.0.1:1/keys' });
  await expect(away.principalOf(await token())).rejects.toMatchObject({
    type: 'AuthenticationUnavailable',
  });
});
