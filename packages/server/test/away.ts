import { endableRetries } from '@durable-goals/client';
import { Client, Connection } from '@temporalio/client';
import { sqliteStore } from '@durable-goals/store';
import { describe, expect, test } from 'vitest';
import {
  authentication,
  begin,
  bellRings,
  call,
  say,
  until,
  type Came,
  type Party,
} from './party.js';

/** What is still answered when a part of the system is away. */
export function describeAway(party: () => Party): void {
  const timed = async (ask: Promise<Came>): Promise<Came & { readonly ms: number }> => {
    const from = performance.now();
    return { ...(await ask), ms: performance.now() - from };
  };

  test('without a Worker everything is read within a second, and what is sent is kept and taken once', async () => {
    const { server, withoutWorker } = party();
    const as = 'ada';
    const id = await begin(server, as);
    const asked = await say(server, as, id, 'ring 4');
    const [{ callId, inputHash }] = asked.body['approvals'] as [
      { callId: string; inputHash: string },
    ];
    const path = `/v1/conversations/${id}`;
    await withoutWorker(async () => {
      for (const [address, seen] of [
        [path, { state: 'awaiting-approval', stale: true, title: 'ring 4', owner: 'ada' }],
        [`${path}/messages`, { stale: true, messages: [{}, { text: 'ring 4' }, {}] }],
        ['/v1/conversations?limit=1', { items: [{ conversationId: id, approvals: 1 }] }],
        [
          '/v1/approvals',
          {
            items: expect.arrayContaining([
              expect.objectContaining({ conversationId: id }),
            ]) as unknown,
          },
        ],
        [`${path}/record`, { items: [] }],
        ['/v1/goals', { items: [{}] }],
      ] as const) {
        const { ms, ...answer } = await timed(call(server, ['GET', address], { as }));
        expect([address, answer]).toMatchObject([address, { status: 200, body: seen }]);
        expect([address, ms < 1_000]).toEqual([address, true]);
      }
      const decide = async () =>
        await call(server, ['POST', `${path}/approvals/${callId}`], {
          as,
          body: { decision: 'approve', inputHash },
          headers: { 'idempotency-key': 'k-away' },
        });
      const kept = await timed(decide());
      expect(kept).toMatchObject({ status: 202, body: { state: 'queued' } });
      expect(kept.ms).toBeLessThan(5_000);
      expect((await decide()).status).toBe(202);
      expect(await say(server, as, id, 'and then?')).toMatchObject({
        status: 202,
        body: { state: 'queued' },
      });
      const retried = await call(server, ['POST', `${path}/retry`], { as });
      expect(retried).toMatchObject({
        status: 503,
        body: { type: 'urn:durable-goals:problem:NoWorker' },
      });
      expect(retried.headers.get('retry-after')).toBe('5');
      const body = { goalId: 'bell', conversationId: 'begun-alone' };
      const begun = await call(server, ['POST', '/v1/conversations'], { as, body });
      expect(begun).toMatchObject({ status: 201, body: { stale: true, owner: 'ada' } });
      const listed = await call(server, ['GET', '/v1/conversations?limit=1'], { as });
      expect(listed.body).toMatchObject({
        items: [{ conversationId: 'begun-alone', state: 'working' }],
      });
      const seen = await call(server, ['GET', '/v1/conversations/begun-alone'], { as: 'bob' });
      expect(seen.status).toBe(404);
    });
    await until(
      server,
      { as },
      id,
      ({ state, lastSeq }) => state === 'awaiting-user' && Number(lastSeq) >= 7,
    );
    expect(bellRings.filter((ring) => ring.startsWith(`${id} `))).toEqual([`${id} 4 front`]);
    const { body } = await call(server, ['GET', `${path}/messages`], { as });
    const texts = (body['messages'] as { text?: string }[]).map(({ text }) => text);
    expect(texts.filter((text) => text === 'and then?')).toHaveLength(1);
    expect(texts.at(-1)).toBe('echo and then?');
    expect(body['stale']).toBeUndefined();
  });

  describe('without Temporal', () => {
    const lost = async (work: (client: Client) => Promise<void>): Promise<void> => {
      const interceptors = endableRetries();
      const connection = Connection.lazy({ address: '127.0.0.1:1', interceptors });
      await work(new Client({ connection }));
      await connection.close();
    };

    test('the store is read, and the rest says to come again', async () => {
      const { server, serve } = party();
      const as = 'ada';
      const id = await begin(server, as);
      await say(server, as, id, 'before');
      await lost(async (client) => {
        const cut = serve({ client, authentication });
        const path = `/v1/conversations/${id}`;
        for (const address of [path, `${path}/messages`, '/v1/conversations', '/v1/approvals']) {
          const { ms, ...answer } = await timed(call(cut, ['GET', address], { as }));
          expect([address, answer.status]).toEqual([address, 200]);
          expect([address, ms < 1_500]).toEqual([address, true]);
        }
        const state = await call(cut, ['GET', path], { as });
        expect(state.body).toMatchObject({ state: 'awaiting-user', stale: true });
        const post = async (address: string, body: unknown = {}) =>
          await timed(call(cut, ['POST', address], { as, body }));
        const changes = await Promise.all([
          timed(say(cut, as, id, 'lost')),
          post('/v1/conversations', { goalId: 'bell' }),
          post('/v1/conversations', { goalId: 'bell', conversationId: 'lost' }),
          post(`${path}/approvals/c1`, { decision: 'approve', inputHash: '0'.repeat(64) }),
          post(`${path}/in-doubt/c1`, { happened: true }),
          post(`${path}/retry`),
          post(`${path}/end`),
        ]);
        for (const change of changes) {
          expect(change).toMatchObject({
            status: 503,
            body: {
              type: 'urn:durable-goals:problem:TemporalUnreachable',
              detail: 'Temporal does not answer now.',
            },
          });
          expect(change.headers.get('retry-after')).toBe('5');
          // Five seconds, and what a busy machine takes.
          expect(change.ms).toBeLessThan(6_000);
        }
        expect((await call(cut, ['GET', '/v1/conversations/none'], { as })).status).toBe(503);
        const ready = await call(cut, ['GET', '/readyz']);
        expect(ready).toMatchObject({ status: 200, body: { temporal: 'away', store: 'ok' } });
      });
    });

    test('and without the store nothing hangs', async () => {
      const store = sqliteStore(':memory:');
      await store.close();
      const gone = party().serve({ store, authentication });
      const id = await begin(party().server, 'ada');
      expect((await call(gone, ['GET', `/v1/conversations/${id}`], { as: 'ada' })).status).toBe(
        200,
      );
      expect((await call(gone, ['GET', `/v1/conversations/${id}`], { as: 'bob' })).status).toBe(
        404,
      );
      const sent = await say(gone, 'ada', id, 'hi', { 'idempotency-key': 'k-gone' });
      expect(sent).toMatchObject({ status: 200, body: { text: 'echo hi' } });
      const listed = await call(gone, ['GET', '/v1/conversations'], { as: 'ada' });
      expect(listed).toMatchObject({
        status: 503,
        body: { detail: 'The conversation store does not answer now.' },
      });
      await lost(async (client) => {
        const alone = party().serve({ client, store, authentication });
        expect((await call(alone, ['GET', `/v1/conversations/${id}`], { as: 'ada' })).status).toBe(
          503,
        );
        expect((await call(alone, ['GET', '/readyz'])).status).toBe(503);
        expect((await call(alone, ['GET', '/healthz'])).status).toBe(200);
      });
    });
  });
}
