import { describe, expect, test } from 'vitest';
import { authentication, begin, bellRings, call, goOverARun, say, type Party } from './party.js';

/** What a key is good for. */
export function describeOnce(party: () => Party): void {
  describe('an Idempotency-Key', () => {
    const key = (value: string) => ({ 'idempotency-key': value });

    test('makes a message count once, over the runs of a conversation and of the server', async () => {
      const { server, serve } = party();
      const id = await begin(server, 'ada');
      const first = await say(server, 'ada', id, 'first', key('k-first'));
      expect(first.body).toMatchObject({ turn: 1, text: 'echo first' });
      await goOverARun(party(), 'ada', id);
      const again = await say(serve({ authentication }), 'ada', id, 'first', key('k-first'));
      expect(again).toMatchObject({ status: 200, body: { turn: 1 } });
      const { body } = await call(server, ['GET', `/v1/conversations/${id}/messages`], {
        as: 'ada',
      });
      const said = body['messages'] as { text: string; id: string }[];
      expect(said.filter(({ text }) => text === 'first')).toMatchObject([{ id: 'k-first' }]);
    });

    test('makes a decision count once', async () => {
      const { server } = party();
      const id = await begin(server, 'ada');
      const asked = await say(server, 'ada', id, 'ring 3');
      const [{ callId, inputHash }] = asked.body['approvals'] as [
        { callId: string; inputHash: string },
      ];
      const decide = async () =>
        await call(server, ['POST', `/v1/conversations/${id}/approvals/${callId}`], {
          as: 'ada',
          body: { decision: 'approve', inputHash },
          headers: { prefer: 'wait=20', ...key('k-decide') },
        });
      const both = await Promise.all([decide(), decide()]);
      expect(both.map(({ status }) => status)).toEqual([200, 200]);
      expect((await decide()).status).toBe(200);
      expect(bellRings.filter((ring) => ring.startsWith(`${id} `))).toHaveLength(1);
    });

    test('is refused for another body, another route, and somebody else in the conversation', async () => {
      const { server } = party();
      const id = await begin(server, 'ada');
      await say(server, 'ada', id, 'first', key('k-used'));
      const problem = { status: 422, body: { type: 'urn:durable-goals:problem:KeyReused' } };
      expect(await say(server, 'ada', id, 'second', key('k-used'))).toMatchObject(problem);
      expect(await say(server, 'root', id, 'first', key('k-used'))).toMatchObject(problem);
      const end = ['POST', `/v1/conversations/${id}/end`] as const;
      expect(await call(server, end, { as: 'ada', headers: key('k-used') })).toMatchObject(problem);
      const other = await begin(server, 'bob');
      expect((await say(server, 'bob', other, 'first', key('k-used'))).status).toBe(200);
      expect((await say(server, 'bob', other, 'x', key('not plain'))).status).toBe(400);
    });

    test('begins one conversation, also when that has ended meanwhile', async () => {
      const { server } = party();
      const begun = async (as: 'ada' | 'bob') =>
        await call(server, ['POST', '/v1/conversations'], {
          as,
          body: { goalId: 'bell' },
          headers: key('k-begin'),
        });
      const ids = (await Promise.all([begun('ada'), begun('ada')])).map(
        ({ body }) => body['conversationId'],
      );
      expect(ids[0]).toBe(ids[1]);
      expect((await begun('bob')).body['conversationId']).not.toBe(ids[0]);
      await say(server, 'ada', String(ids[0]), 'bye');
      const later = await begun('ada');
      expect(later).toMatchObject({
        status: 201,
        body: { conversationId: ids[0], state: 'ended' },
      });
    });

    test('begins one conversation under an id that is given, and another key begins the next', async () => {
      const { server, agent } = party();
      const id = 'named-once';
      const begun = async (value: string) =>
        await call(server, ['POST', '/v1/conversations'], {
          as: 'ada',
          body: { goalId: 'bell', conversationId: id },
          headers: key(value),
        });
      const run = async (): Promise<string> =>
        (await agent.client.workflow.getHandle(id).describe()).runId;
      const both = await Promise.all([begun('k-named'), begun('k-named')]);
      expect(both.map(({ status }) => status)).toEqual([201, 201]);
      await say(server, 'ada', id, 'bye');
      await agent.client.workflow.getHandle(id).result();
      const first = await run();
      expect(await begun('k-named')).toMatchObject({ status: 201, body: { state: 'ended' } });
      expect(await run()).toBe(first);
      expect((await begun('k-next')).status).toBe(201);
      expect(await run()).not.toBe(first);
    });
  });
}
