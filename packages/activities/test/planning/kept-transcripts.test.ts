import { continuedMark, type PlanRequest, type TranscriptEntry } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import { keptTranscripts } from '../../src/planning/kept-transcripts.js';
import { createPlan } from '../../src/planning/plan.js';
import { dependencies, environment, scripted, step } from './scripted.js';
import { planRequest, registry, tripSpec } from './trip-goal.js';

const said = (...texts: readonly string[]): readonly TranscriptEntry[] =>
  texts.map((text) => ({ role: 'user', text }));

/** A request that goes on from what a Worker has kept. */
function goesOn(
  kept = '',
  [from, count]: readonly [number, number],
  ...texts: readonly string[]
): PlanRequest {
  const { situation, goal, ...request } = planRequest();
  const { transcript: _, ...rest } = situation;
  return {
    ...request,
    goal: { ...goal, hash: goal.hash + continuedMark },
    situation: rest,
    continues: { kept, from, count, entries: said(...texts) },
  };
}

function whole(from: number, ...texts: readonly string[]): PlanRequest {
  const request = planRequest();
  return { ...request, from, situation: { ...request.situation, transcript: said(...texts) } };
}

describe('what a Worker keeps of transcripts', () => {
  test('is put before the end that comes next, from where that says', () => {
    const transcripts = keptTranscripts();
    const first = whole(4, 'a', 'b', 'c');
    const { kept } = transcripts.keep(first, said('a', 'b', 'c'));
    expect(transcripts.whole(goesOn(kept, [4, 3], 'd'))).toEqual(said('a', 'b', 'c', 'd'));
    expect(transcripts.whole(goesOn(kept, [5, 1], 'd'))).toEqual(said('b', 'd'));
  });

  test.each([
    ['what another Worker keeps', (kept: string) => goesOn(`x${kept}`, [4, 3])],
    ['more than there is', (kept: string) => goesOn(kept, [4, 4])],
    ['what came before it', (kept: string) => goesOn(kept, [3, 3])],
  ])('does not do for %s', (_, request) => {
    const transcripts = keptTranscripts();
    const { kept = '' } = transcripts.keep(whole(4, 'a', 'b', 'c'), said('a', 'b', 'c'));
    expect(transcripts.whole(request(kept))).toBeUndefined();
  });

  test('serves an attempt that is made again, and is let go of two plans later', () => {
    const transcripts = keptTranscripts();
    const { kept: first } = transcripts.keep(whole(1, 'a'), said('a'));
    const request = goesOn(first, [1, 1], 'b');
    const { kept: second } = transcripts.keep(request, said('a', 'b'));
    expect(transcripts.whole(request)).toEqual(said('a', 'b'));
    transcripts.keep(goesOn(second, [1, 2], 'c'), said('a', 'b', 'c'));
    expect(transcripts.whole(request)).toBeUndefined();
  });

  test('is bounded: the conversation that was planned least lately goes first', () => {
    const transcripts = keptTranscripts(10_000);
    const kept = Array.from({ length: 20 }, (_, index) => {
      const request = { ...whole(1), chainId: `chain-${index}` };
      return transcripts.keep(request, said('x'.repeat(1_000))).kept;
    });
    const found = kept.map((as, index) => {
      const request = { ...goesOn(as, [1, 1]), chainId: `chain-${index}` };
      return transcripts.whole(request) !== undefined;
    });
    expect(found.lastIndexOf(false)).toBe(10);
    expect(found.indexOf(true)).toBe(11);
  });

  test('has no transcript that is large beside all others', () => {
    const transcripts = keptTranscripts(10_000);
    expect(transcripts.keep(whole(1), said('x'.repeat(2_000)))).toEqual({});
  });
});

describe('planning', () => {
  test('goes on from the transcript of the plan before', async () => {
    const model = scripted({ plan: [step({ response: 'Well?' }), step({ response: 'Then?' })] });
    const plan = createPlan(dependencies(registry, model));
    const first = await environment().run(() => plan(whole(1, 'one', 'two')));
    expect(first).toMatchObject({ kind: 'step', kept: expect.stringMatching(/^[\w-]+\.1$/) });
    const { kept } = first as { readonly kept: string };
    const next = await environment().run(() => plan(goesOn(kept, [1, 2], 'Well?', 'three')));
    expect(next).toMatchObject({ kind: 'step', text: 'Then?' });
    expect(model.requests.at(-1)?.situation.transcript).toEqual(
      said('one', 'two', 'Well?', 'three'),
    );
    expect(model.requests.at(-1)?.situation.goal).toEqual(tripSpec);
  });

  test('asks for the whole transcript where the Worker has not planned before', async () => {
    const plan = createPlan(dependencies(registry, scripted({})));
    const reply = await environment().run(() => plan(goesOn('other.1', [1, 2], 'three')));
    expect(reply).toEqual({ kind: 'need-spec', needs: 'transcript' });
  });

  test('says with it what earlier attempts finished and used, and goes on from that', async () => {
    const model = scripted({ plan: [step({ response: 'Then?' })] });
    const plan = createPlan(dependencies(registry, model));
    const spent = { modelCalls: 2, inputTokens: 20, outputTokens: 10, cachedInputTokens: 0 };
    const heartbeatDetails = { v: 1, spent };
    const killed = environment({ heartbeatDetails });
    const reply = await killed.run(() => plan(goesOn('other.1', [1, 2], 'three')));
    expect(reply).toEqual({ kind: 'need-spec', needs: 'transcript', progress: heartbeatDetails });
    const request = { ...whole(1, 'three'), progress: heartbeatDetails };
    expect(await environment().run(() => plan(request))).toMatchObject({
      kind: 'step',
      usage: { modelCalls: 3 },
    });
  });

  test('keeps nothing where a request does not say what its first entry is', async () => {
    const plan = createPlan(dependencies(registry, scripted({ plan: [step({})] })));
    expect(await environment().run(() => plan(planRequest()))).not.toHaveProperty('kept');
  });
});
