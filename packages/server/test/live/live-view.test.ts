import type { LiveNews } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import { liveView } from '../../src/live/live-view.js';

const text = (key: string, began: number, from: number, words: string): LiveNews => ({
  kind: 'text',
  conversationId: 'c',
  key,
  began,
  from,
  text: words,
});
const retract = (key: string): LiveNews => ({ kind: 'retract', conversationId: 'c', key });

describe('what is heard live is told as one picture', () => {
  test('piece by piece, and a repeat of it once', () => {
    const view = liveView();
    view.hear(text('a', 1, 0, 'Hi '));
    expect(view.changes()).toEqual([{ event: 'text', data: { key: 'a', text: 'Hi ', from: 0 } }]);
    view.hear(text('a', 1, 0, 'Hi there'));
    expect(view.changes()).toEqual([{ event: 'text', data: { key: 'a', text: 'there', from: 3 } }]);
    view.hear(text('a', 1, 0, 'Hi'));
    expect(view.changes()).toEqual([]);
  });

  test('in one go to who looks late', () => {
    const view = liveView();
    for (let at = 0; at < 100; at += 1) view.hear(text('a', 1, at, 'x'));
    expect(view.changes()).toEqual([
      { event: 'text', data: { key: 'a', text: 'x'.repeat(100), from: 0 } },
    ]);
  });

  test('without what comes behind a gap, until the whole comes again', () => {
    const view = liveView();
    view.hear(text('a', 1, 0, 'one '));
    view.changes();
    view.hear(text('a', 1, 8, 'three'));
    expect(view.changes()).toEqual([]);
    view.hear(text('a', 1, 0, 'one two three'));
    expect(view.changes()).toEqual([
      { event: 'text', data: { key: 'a', text: 'two three', from: 4 } },
    ]);
  });

  test('a text that is taken back is, if it was told at all', () => {
    const view = liveView();
    view.hear(text('a', 1, 0, 'never'));
    view.hear(retract('a'));
    expect(view.changes()).toEqual([]);
    view.hear(text('b', 2, 0, 'told'));
    view.changes();
    view.hear(retract('b'));
    expect(view.changes()).toEqual([{ event: 'retract', data: { key: 'b' } }]);
  });

  test('a later attempt takes the place of one whose Worker was lost, which says nothing more', () => {
    const view = liveView();
    view.hear(text('a', 1, 0, 'half an'));
    view.changes();
    view.hear(text('b', 2, 0, 'whole'));
    expect(view.changes()).toEqual([
      { event: 'retract', data: { key: 'a' } },
      { event: 'text', data: { key: 'b', text: 'whole', from: 0 } },
    ]);
    view.hear(text('a', 1, 7, ' answer'));
    view.hear(text('a', 1, 0, 'half an answer'));
    expect(view.changes()).toEqual([]);
  });

  test('words of an answer that is in the transcript are not told any more', () => {
    const view = liveView();
    view.hear(text('a', 5, 0, 'words'));
    view.changes();
    view.answered(10);
    expect(view.changes()).toEqual([]);
    view.hear(text('a', 5, 5, ' that come late'));
    expect(view.changes()).toEqual([]);
  });

  test('words of the next answer that came before the message are told again behind it', () => {
    const view = liveView();
    view.hear(text('b', 11, 0, 'next'));
    view.changes();
    view.answered(10);
    expect(view.changes()).toEqual([{ event: 'text', data: { key: 'b', text: 'next', from: 0 } }]);
  });

  test('words that nothing came of are taken back when the conversation rests', () => {
    const view = liveView();
    view.hear(text('a', 5, 0, 'words'));
    view.changes();
    view.rested(10);
    expect(view.changes()).toEqual([{ event: 'retract', data: { key: 'a' } }]);
  });

  test('of a tool, how far it is by now', () => {
    const view = liveView();
    const tool = (progress: number): LiveNews => ({
      kind: 'tool',
      conversationId: 'c',
      callId: 'c1',
      tool: 'Look',
      state: 'running',
      progress,
    });
    view.hear(tool(1));
    view.hear(tool(2));
    expect(view.changes()).toEqual([
      { event: 'tool', data: { callId: 'c1', tool: 'Look', state: 'running', progress: 2 } },
    ]);
    expect(view.changes()).toEqual([]);
  });
});
