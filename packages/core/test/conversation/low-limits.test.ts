import { expect, test } from 'vitest';
import { boundsOf, bounds, bytesOf } from '../../src/conversation/bounds.js';
import { carried, resultOf } from '../../src/conversation/carry.js';
import { messageRefusal } from '../../src/conversation/requests.js';
import { situationOf } from '../../src/conversation/situation.js';
import { turnOf } from '../../src/conversation/turn.js';
import { call, goal, step, Talk } from './talk.js';

const payloadBytes = 20_000;
const small = { ...goal, serverLimits: { payloadBytes } };

/** A conversation on a server with small payloads, full of the longest that it takes. */
function fullTalk(letter: string): Talk {
  const talk = new Talk();
  talk.state = { ...talk.state, todo: { kind: 'start' } };
  talk.feed({ kind: 'goal-resolved', goal: small });
  talk.plans(step({ text: 'Hello.' }));
  const { messageLength } = boundsOf(small);
  for (let turn = 0; turn < 60; turn += 1) {
    talk.says(
      letter.repeat(letter === '\u0001' ? messageLength / 2 : messageLength),
      `${turn}-${'i'.repeat(190)}`,
    );
    talk.plans(step({ calls: [call('Read', { q: `${turn}` })], known: { q: letter.repeat(900) } }));
    talk.completes(`c${turn + 1}`, { text: letter.repeat(5_000) });
    talk.plans(step({ text: letter.repeat(2_000) }));
  }
  return talk;
}

test.each(['a', 'é', '語', '\u0001', '😀'])(
  'with small payloads, a conversation full of %j fits into each of them',
  (letter) => {
    const { state } = fullTalk(letter);
    expect(bytesOf(carried(state))).toBeLessThan(payloadBytes);
    const asked = situationOf(state, { kind: 'message', text: letter.repeat(2_500) });
    expect(bytesOf([asked, small])).toBeLessThan(payloadBytes);
    expect(bytesOf(resultOf(state))).toBeLessThan(payloadBytes);
  },
);

test('what is carried keeps the queue and the newest messages', () => {
  const talk = fullTalk('語');
  talk.says('one', 'one');
  talk.says('two', 'two');
  const next = carried(talk.state);
  expect(next.queue.map(({ id }) => id)).toEqual(['two']);
  expect(next.seen.map(([id]) => id)).toContain('one');
  expect(next.messages.at(-1)?.id).toBe('one');
  expect(next.windowFrom).toBeLessThanOrEqual(next.messages[0]?.seq ?? 0);
});

test('an answer has the newest message, however large, and a message of escapes is refused', () => {
  const { state } = fullTalk('"');
  const [said] = turnOf(state, state.turn, 0).messages.slice(-1);
  expect(said?.text).toBe('"'.repeat(2_000));
  const text = '\u0001'.repeat(2_000);
  expect(messageRefusal(state, { id: 'new', text })?.type).toBe('MessageTooLong');
});

test('without low limits nothing changes', () => {
  expect(boundsOf(goal)).toBe(bounds);
});

test.each(['a', 'é', '語', '😀', '\ud800', '"'])('the size of %j is told in bytes', (text) => {
  expect(bytesOf(text)).toBe(Buffer.byteLength(JSON.stringify(text)));
});
