import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { approvalWebhook } from '@durable-goals/activities';
import type { ApprovalNotice } from '@durable-goals/core';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

const notice: ApprovalNotice = {
  kind: 'requested',
  conversationId: 'trip/1',
  goalId: 'trip',
  callId: 'c3',
  inputHash: 'a'.repeat(64),
  tool: 'CreateInvoice',
  effect: 'idempotent',
  requestedAt: '2026-11-26T10:00:00.000Z',
  expiresAt: '2026-11-27T10:00:00.000Z',
  whenExpired: 'reject',
  approvedBy: [],
  approvalsMissing: 1,
};
const makeSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
const secret = makeSecret();
const link = 'https://agents.example.com/#/c/{conversationId}';

interface Taken {
  readonly headers: Record<string, string>;
  readonly body: string;
}
const taken: Taken[] = [];
let status = 204;
let receiver: Server;
let url: string;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      taken.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(status, status === 307 ? { location: '/elsewhere' } : {}).end();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
});
afterAll(() => receiver.close());
beforeEach(() => {
  taken.length = 0;
  status = 204;
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const part of request) body += String(part);
  return body;
}

test('a notice is signed so that anybody who knows the secret can check it', async () => {
  await approvalWebhook({ url, secret, link })(notice);
  const [{ headers, body } = { headers: {}, body: '' }] = taken;
  expect(new Webhook(secret).verify(body, headers)).toEqual({
    type: 'approval.requested',
    timestamp: expect.stringMatching(/Z$/) as unknown,
    data: { ...notice, link: 'https://agents.example.com/#/c/trip%2F1' },
  });
  expect(() => new Webhook(makeSecret()).verify(body, headers)).toThrow('No matching signature');
  expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow('No matching signature');
});

test('while a secret is replaced, the old one and the new one are good', async () => {
  const next = makeSecret();
  await approvalWebhook({ url, secret: [next, secret], link })(notice);
  const [{ headers, body } = { headers: {}, body: '' }] = taken;
  for (const each of [secret, next]) new Webhook(each).verify(body, headers);
});

test('a repeat has the same id, and a reminder another', async () => {
  const hook = approvalWebhook({ url, secret, link });
  await hook(notice);
  await hook(notice);
  await hook({ ...notice, kind: 'reminder' });
  const ids = taken.map(({ headers }) => headers['webhook-id']);
  expect(ids[0]).toBe(ids[1]);
  expect(ids[2]).not.toBe(ids[0]);
});

test.each([404, 500, 307])('an answer of %i is no word that it was taken', async (answer) => {
  status = answer;
  await expect(approvalWebhook({ url, secret, link })(notice)).rejects.toThrow();
  expect(taken).toHaveLength(1);
});

test('who takes too long is not waited for', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const at = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
  const hook = approvalWebhook({ url: at, secret, link, timeoutMs: 100 });
  await expect(hook(notice)).rejects.toThrow('timeout');
  silent.closeAllConnections();
  silent.close();
});

test.each([
  ['an address in the clear', { url: 'http://hooks.example.com/' }],
  ['no address', { url: 'hooks' }],
  ['a short secret', { secret: 'whsec_c2hvcnQ=' }],
  ['a secret in words', { secret: 'correct horse battery staple and more' }],
])('%s cannot be used', (_, wrong) => {
  expect(() => approvalWebhook({ url, secret, link, ...wrong })).toThrow(
    expect.objectContaining({ type: 'ConfigurationRefused' }) as Error,
  );
});
