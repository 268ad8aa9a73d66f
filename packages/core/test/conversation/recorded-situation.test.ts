import { unsavedMessages, wholeTranscript, type ConversationState } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import { recordedSituationOf, situationOf } from '../../src/conversation/situation.js';
import { step, Talk } from './talk.js';

const trigger = { kind: 'message', text: 'next' } as const;

/** A conversation of some turns, with answers of a size. */
function conversation(turns: number, outputSize = 10): ConversationState {
  const talk = new Talk().begun();
  for (let turn = 1; turn <= turns; turn += 1) {
    talk.says(`message ${turn}`);
    talk.plans(step({ text: `answer ${turn} ${'x'.repeat(outputSize)}` }));
  }
  return talk.state;
}

describe('a plan with messages for the store', () => {
  test.each([
    ['none is saved', 5, {}, 10],
    ['some are saved', 5, { saved: { upTo: 7 } }, 10],
    ['all but the last are saved', 9, { saved: { upTo: 18 } }, 10],
    ['all are saved', 5, { saved: { upTo: 11 } }, 10],
    ['the window begins after the first unsaved one', 9, { saved: { upTo: 4 }, windowFrom: 9 }, 10],
    [
      'the window begins after all that are sent',
      9,
      { saved: { upTo: 2, failed: true }, windowFrom: 15 },
      1_500,
    ],
    ['only some of the unsaved ones are sent', 9, { saved: { upTo: 2, failed: true } }, 1_500],
    ['the window is too large to be sent whole', 12, { saved: { upTo: 12 } }, 31_000],
    ['and nothing of it is saved', 12, {}, 31_000],
  ] as const)('brings the same transcript when %s', (_, turns, change, size) => {
    const state: ConversationState = { ...conversation(turns, size), ...change };
    const request = recordedSituationOf(state, trigger, 1);
    const whole = situationOf(state, trigger);
    expect(wholeTranscript(request)).toEqual(whole.transcript);
    expect({ ...request.situation, transcript: [] }).toEqual({ ...whole, transcript: [] });

    const { unsaved } = request;
    const upTo = state.saved?.upTo ?? 0;
    const sent = unsaved === undefined ? [] : unsavedMessages(unsaved);
    expect(sent).toEqual(
      state.messages.filter(({ seq }) => seq > upTo && seq <= upTo + sent.length),
    );
    expect(sent.length > 0).toBe(upTo < state.nextSeq - 1);
  });

  test('says nothing twice', () => {
    const text = JSON.stringify(recordedSituationOf(conversation(9), trigger, 1));
    expect(text.split('answer 4')).toHaveLength(2);
  });
});
