import { describe, expect, test } from 'vitest';
import { begin, bellRings, call, say, type Party, type Person } from './party.js';

/** What a sub-agent asks, over HTTP. */
export function describeSubAgents(party: () => Party): void {
  describe('a call of a sub-agent', () => {
    test('is decided on in the conversation above, once, by whom its owner and role allow', async () => {
      const { server } = party();
      const id = await begin(server, 'ada');
      const below = `${id}.c1`;
      const get = async (as: Person, path: string) => await call(server, ['GET', path], { as });
      const asked = await say(server, 'ada', id, 'have ring 6');
      expect(asked).toMatchObject({
        status: 200,
        body: {
          state: 'awaiting-approval',
          approvals: [
            {
              callId: 'c1.c1',
              tool: 'RingBell',
              input: { times: 6 },
              subAgent: { goalId: 'ringer', conversationId: below },
            },
          ],
        },
      });
      const [{ inputHash }] = asked.body['approvals'] as [{ inputHash: string }];

      // Whoever shows it finds its tool described, though nobody can begin its goal.
      const { body: goals } = await get('ada', '/v1/goals');
      expect(goals).toMatchObject({
        items: [{ id: 'bell', tools: [{}, { name: 'HaveRung', goalId: 'ringer' }] }],
        subAgents: [{ id: 'ringer', tools: [{ name: 'RingBell', inputSchema: {} }] }],
      });

      const waitsFor = async (as: Person): Promise<unknown[]> =>
        ((await get(as, '/v1/approvals?limit=1000')).body.items ?? [])
          .map(({ conversationId }) => conversationId)
          .filter((one) => one === id || one === below);
      expect([await waitsFor('ada'), await waitsFor('eve'), await waitsFor('bob')]).toEqual([
        [id],
        [id],
        [],
      ]);
      const listed = async (query: string): Promise<unknown[]> =>
        ((await get('ada', `/v1/conversations?limit=1000${query}`)).body.items ?? [])
          .map(({ conversationId }) => conversationId)
          .filter((one) => one === below);
      expect([await listed(''), await listed(`&subAgentsOf=${id}`)]).toEqual([[], [below]]);

      const decide = async (as: Person, key: string, hash = inputHash) =>
        await call(server, ['POST', `/v1/conversations/${id}/approvals/c1.c1`], {
          as,
          body: { decision: 'approve', inputHash: hash, reason: 'It is time' },
          headers: { prefer: 'wait=20', 'idempotency-key': `${id}-${key}` },
        });
      const problem = (status: number, type: string) => ({
        status,
        body: { type: `urn:durable-goals:problem:${type}` },
      });
      expect(await decide('bob', 'foreign')).toMatchObject(problem(404, 'NotFound'));
      expect(await get('bob', `/v1/conversations/${below}`)).toMatchObject(
        problem(404, 'NotFound'),
      );
      expect(await decide('ada', 'stale', '0'.repeat(64))).toMatchObject(
        problem(409, 'StaleApproval'),
      );
      expect(await get('ada', `/v1/conversations/${below}`)).toMatchObject({
        status: 200,
        body: { owner: 'ada', parent: { conversationId: id, callId: 'c1' } },
      });

      const both = await Promise.all([decide('eve', 'yes'), decide('eve', 'yes')]);
      for (const { status, body } of both) {
        expect([status, body]).toMatchObject([200, { state: 'awaiting-user', text: 'Done.' }]);
      }
      expect(await decide('eve', 'again')).toMatchObject(problem(409, 'AlreadyDecided'));
      expect(bellRings.filter((ring) => ring.startsWith(id))).toEqual([`${below} 6 front`]);
      const { body } = await get('ada', `/v1/conversations/${id}/messages`);
      expect(body['messages']).toContainEqual(
        expect.objectContaining({
          toolCall: expect.objectContaining({
            tool: 'HaveRung',
            subAgent: expect.objectContaining({
              decisions: [
                expect.objectContaining({ callId: 'c1.c1', by: 'eve', reason: 'It is time' }),
              ],
            }) as unknown,
          }) as unknown,
        }),
      );
    });
  });
}
