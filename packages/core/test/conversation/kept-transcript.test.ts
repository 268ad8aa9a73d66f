import { wholeTranscript, type PlanRequest, type TranscriptEntry } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import { carried } from '../../src/conversation/carry.js';
import { continuing } from '../../src/conversation/kept-transcript.js';
import { recordedSituationOf, situationOf } from '../../src/conversation/situation.js';
import { call, goal, step, Talk } from './talk.js';

type Request = ReturnType<typeof continuing>;

/** Workers that keep what they planned with, as a test needs to know of it. */
class Workers {
  readonly kept = new Map<string, { from: number; entries: readonly TranscriptEntry[] }>();
  #count = 0;

  /** The transcript that a Worker makes of a request; nothing, when it does not have the beginning. */
  reads(worker: string, request: Request): readonly TranscriptEntry[] | undefined {
    const { continues } = request;
    if (continues === undefined) return wholeTranscript(request);
    const kept = this.kept.get(continues.kept);
    if (kept === undefined || !continues.kept.startsWith(`${worker}.`)) return undefined;
    const first = continues.from - kept.from;
    expect(first).toBeGreaterThanOrEqual(0);
    const beginning = kept.entries.slice(first, first + continues.count);
    expect(beginning).toHaveLength(continues.count);
    return wholeTranscript(request, beginning);
  }

  keeps(worker: string, request: Request, entries: readonly TranscriptEntry[]): string {
    const as = `${worker}.${(this.#count += 1)}`;
    this.kept.set(as, { from: request.continues?.from ?? request.from ?? NaN, entries });
    return as;
  }
}

/** A talk whose plans are asked for as the Workflow asks, and made by the Workers that it names. */
function planning(isRecorded: boolean) {
  const talk = new Talk();
  const workers = new Workers();
  talk.begun();
  if (isRecorded) talk.state = { ...talk.state, goal: { ...goal, records: true } };
  return {
    talk,
    says: (text: string) => talk.says(text),
    /** @returns how the Worker was asked, and whether in vain at first. */
    plan: (
      worker: string,
      reply = step(),
    ): { readonly request: Request; readonly missed: boolean } => {
      const { state } = talk;
      const { trigger, planId } = state.plan ?? { trigger: { kind: 'start' } as const, planId: -1 };
      const whole: Pick<PlanRequest, 'situation' | 'unsaved'> = isRecorded
        ? recordedSituationOf(state, trigger, 1)
        : { situation: situationOf(state, trigger) };
      const request = continuing(state, whole, undefined);
      const all = continuing(state, whole, 'transcript');
      const read = workers.reads(worker, request);
      const transcript = read ?? workers.reads(worker, all) ?? [];
      expect(transcript).toEqual(situationOf(state, trigger).transcript);
      const kept = workers.keeps(worker, read ? request : all, transcript);
      const missed = read === undefined;
      const upTo = state.nextSeq - 1;
      const saved = isRecorded ? { saved: upTo } : {};
      talk.feed({
        kind: 'planned',
        planId,
        reply: { ...reply, kept, ...saved },
        ...(missed ? { missed } : {}),
      });
      const summary = talk.commands.findLast(({ kind }) => kind === 'summarize');
      if (talk.state.summarizing !== undefined && summary?.kind === 'summarize') {
        const { usage } = step();
        talk.feed({ kind: 'summarized', text: 'They talk.', usage, upTo: summary.upTo });
      }
      return { request, missed };
    },
  };
}

const sentence = (turn: number): string => `This is message ${turn}, and as long as usual.`;

describe.each([
  ['a conversation that nothing is written of', false],
  ['one that is written to a store', true],
])('in %s', (_, isRecorded) => {
  test('a Worker reads the same as from a whole request, over many summaries', () => {
    const { says, plan } = planning(isRecorded);
    let continued = 0;
    for (let turn = 1; turn <= 100; turn += 1) {
      says(sentence(turn));
      const { request, missed } = plan('w');
      expect(missed).toBe(false);
      if (request.continues) continued += 1;
      if (turn > 3) expect(JSON.stringify(request).length).toBeLessThan(900);
    }
    expect(continued).toBe(98);
  });

  test('what its tools gave is sent once', () => {
    const { talk, says, plan } = planning(isRecorded);
    let sent = '';
    for (let turn = 1; turn <= 6; turn += 1) {
      says(sentence(turn));
      plan('w', step({ calls: [call('Read', { q: `${turn}` })] }));
      talk.completes(talk.state.batch[0]?.callId ?? '', { found: `result ${turn}` });
      sent += JSON.stringify(plan('w').request);
    }
    expect(sent.split('result 5')).toHaveLength(2);
  });

  test('it takes two plans of one Worker to think that it makes the next one, and more after a miss', () => {
    const { says, plan } = planning(isRecorded);
    const asked = 'a a b b c c d d d d d d d d d d d d d e'.split(' ').map((worker, index) => {
      says(sentence(index));
      const { request, missed } = plan(worker);
      return missed ? 'in vain' : request.continues ? 'goes on' : 'whole';
    });
    expect(asked.join(', ')).toBe(
      `whole, whole, in vain, ${'whole, '.repeat(11)}${'goes on, '.repeat(5)}in vain`,
    );
  });
});

test('a Worker that keeps nothing is sent everything from then on', () => {
  const { talk, says, plan } = planning(false);
  for (let turn = 1; turn <= 4; turn += 1) {
    says(sentence(turn));
    plan('w');
  }
  says('to an older Worker');
  talk.plans(step());
  says('and again');
  expect(plan('w').request.continues).toBeUndefined();
});

test('the next run sends everything first', () => {
  const { talk, says, plan } = planning(false);
  for (let turn = 1; turn <= 4; turn += 1) {
    says(sentence(turn));
    plan('w');
  }
  expect(talk.state.kept).toBeDefined();
  expect(carried(talk.state)).not.toHaveProperty('kept');
});
