import { describe, expect, test } from 'vitest';
import type { Message, Status } from '../app/api/shapes.js';
import { emptyFeed, withEvent, type FeedEvent, type FeedState } from '../app/feed/feed-state.js';
import { sampleStatus } from './sample-status.js';

const message = (seq: number, more: Partial<Message> = {}): Message => ({
  id: `m${seq}`,
  seq,
  turn: 1,
  at: '2027-03-12T10:00:00.000Z',
  role: 'agent',
  text: `Message ${seq}`,
  ...more,
});
const working: Status = { ...sampleStatus, state: 'working' };
const after = (...events: readonly FeedEvent[]): FeedState => events.reduce(withEvent, emptyFeed);
const text = (key: string, from: number, words: string): FeedEvent => ({
  kind: 'text',
  key,
  from,
  text: words,
});

describe('what a page knows of a conversation', () => {
  test('messages come in any order and more than once, and stand in theirs, once', () => {
    const { messages } = after(
      { kind: 'messages', messages: [message(2), message(3)] },
      { kind: 'messages', messages: [message(3), message(1)] },
    );
    expect(messages.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test('a message that comes again and differs takes the place of the first', () => {
    const { messages } = after(
      { kind: 'messages', messages: [message(1)] },
      { kind: 'messages', messages: [message(1, { text: 'As it really was' })] },
    );
    expect(messages.map(({ text }) => text)).toEqual(['As it really was']);
  });

  test.each([
    ['piece by piece', [text('a', 0, 'Good '), text('a', 5, 'day')], 'Good day'],
    [
      'a piece twice',
      [text('a', 0, 'Good '), text('a', 5, 'day'), text('a', 5, 'day')],
      'Good day',
    ],
    ['the beginning again', [text('a', 0, 'Good day'), text('a', 0, 'Good ')], 'Good day'],
    ['with a gap', [text('a', 0, 'Good '), text('a', 9, 'x')], 'Good '],
    ['another attempt', [text('a', 0, 'Good '), text('b', 0, 'Well')], 'Well'],
    ['and taken back', [text('a', 0, 'Good '), { kind: 'retract', key: 'a' }], undefined],
    ['and an older one taken back', [text('b', 0, 'Well'), { kind: 'retract', key: 'a' }], 'Well'],
    [
      'until the message',
      [text('a', 0, 'Go'), { kind: 'messages', messages: [message(1)] }],
      undefined,
    ],
    [
      'until nothing is planned any more',
      [text('a', 0, 'Go'), { kind: 'status', status: { ...working, state: 'awaiting-user' } }],
      undefined,
    ],
    ['while it is planned', [text('a', 0, 'Go'), { kind: 'status', status: working }], 'Go'],
  ] satisfies readonly (readonly [string, readonly FeedEvent[], string | undefined])[])(
    'an answer is shown as it is written: %s',
    (_, events, shown) => {
      expect(after(...events).live?.text).toBe(shown);
    },
  );

  test('where else a conversation is seen stays known, though a stream does not say so', () => {
    const links = { temporalUi: 'https://temporal.example.com/a' };
    const { status } = after(
      { kind: 'status', status: { ...working, links } },
      { kind: 'status', status: { ...working, state: 'awaiting-user' } },
    );
    expect(status).toMatchObject({ state: 'awaiting-user', links });
  });

  test.each([
    ['by its id', message(1, { role: 'user', id: 'key-1', text: 'changed' }), []],
    ['by its id within another', message(1, { role: 'user', id: 'ada:key-1' }), []],
    ['by its words', message(1, { role: 'user', id: 'x', text: 'Hello ' }), []],
    ['not by an answer with the same words', message(1, { id: 'x', text: 'Hello' }), ['key-1']],
  ])('a message on its way has arrived %s', (_, arrived, left) => {
    const { outgoing } = after(
      { kind: 'sending', outgoing: { key: 'key-1', text: 'Hello', at: '' } },
      { kind: 'messages', messages: [arrived] },
    );
    expect(outgoing.map(({ key }) => key)).toEqual(left);
  });

  test('a message that did not get through keeps its key when it is sent again', () => {
    const outgoing = { key: 'key-1', text: 'Hello', at: '' };
    const failed = after(
      { kind: 'sending', outgoing },
      { kind: 'not-sent', key: 'key-1', failure: 'The server cannot be reached.' },
    );
    expect(failed.outgoing).toEqual([{ ...outgoing, failure: 'The server cannot be reached.' }]);
    expect(withEvent(failed, { kind: 'sending', outgoing }).outgoing).toEqual([outgoing]);
  });
});
