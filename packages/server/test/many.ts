import type { AgentServer } from '@durable-goals/server';
import { expect, test } from 'vitest';
import { call, say, until, type Came, type Party, type Person } from './party.js';

/** Conversations at once; a hundred of them, with streams, are in `test/live`. */
export function describeMany(party: () => Party): void {
  test('of twenty conversations of two people at once nothing is lost and nothing is mixed up', async () => {
    const { server } = party();
    const talk = async (index: number): Promise<void> => {
      const as: Person = index % 2 === 0 ? 'ada' : 'bob';
      const id = `many-${as}-${index}`;
      const key = (of: string) => ({ 'idempotency-key': `${id}-${of}` });
      const body = { goalId: 'bell', conversationId: id };
      const begin = ['POST', '/v1/conversations'] as const;
      await untilTaken(async () => await call(server, begin, { as, body, headers: key('begin') }));
      for (const word of ['one', 'two']) {
        await untilTaken(async () => await say(server, as, id, `${word} of ${index}`, key(word)));
      }
      await until(server, { as, everyMs: 500 }, id, ({ lastSeq }) => Number(lastSeq) >= 5);
      const read = await call(server, ['GET', `/v1/conversations/${id}/messages`], { as });
      const texts = (read.body['messages'] as { text: string }[]).map(({ text }) => text);
      expect(texts.toSorted()).toEqual(
        [
          'Hello.',
          `one of ${index}`,
          `echo one of ${index}`,
          `two of ${index}`,
          `echo two of ${index}`,
        ].toSorted(),
      );
    };
    await Promise.all(Array.from({ length: 20 }, (_, index) => talk(index)));
    for (const as of ['ada', 'bob'] as const) {
      const many = (await listedBy(server, as)).filter((id) => id.startsWith('many-'));
      expect(many.filter((id) => id.startsWith(`many-${as}-`))).toHaveLength(10);
      expect(many).toHaveLength(10);
    }
  }, 120_000);
}

/** All that somebody's list has, page after page. */
async function listedBy(server: AgentServer, as: Person): Promise<readonly string[]> {
  const found: string[] = [];
  for (let after = ''; ;) {
    const page = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
    const { body } = await call(server, ['GET', `/v1/conversations?limit=7${page}`], { as });
    found.push(...(body.items ?? []).map(({ conversationId }) => String(conversationId)));
    if (body.next === undefined) return found;
    after = body.next;
  }
}

/** As a program sends: again with the same key while a part of the system has too much to do. */
async function untilTaken(send: () => Promise<Came>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const { status } = await send();
    if (status < 300) return;
    expect([status, tries < 10]).toEqual([503, true]);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
