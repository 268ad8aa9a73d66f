import { RawValue } from '@temporalio/common';
import * as fc from 'fast-check';

/** Names that a conversation knows, and some that it does not. */
const updateNames = [
  'sendMessage',
  'approve',
  'reject',
  'resolve',
  'retry',
  'setModel',
  'grant',
  'changeGoal',
  'nothing',
  '__proto__',
] as const;
const signalNames = ['userPrompt', 'decide', 'confirm', 'nothing', 'constructor'] as const;

/** Something that is sent to a conversation, or that its model answers. */
export type Fuzz =
  | { readonly kind: 'update'; readonly name: string; readonly values: readonly unknown[] }
  | { readonly kind: 'signal'; readonly name: string; readonly values: readonly unknown[] }
  | {
      readonly kind: 'model';
      readonly text: string;
      readonly finish: 'stop' | 'length' | 'refused';
    };

const whole = fc.string({ unit: 'binary', maxLength: 40 });
/** Some with half a character in them. */
const word = fc.oneof(
  { weight: 9, arbitrary: whole },
  { weight: 1, arbitrary: fc.tuple(whole, whole).map((parts) => parts.join('\ud800')) },
);
const huge = fc
  .tuple(fc.constantFrom('x', '語', '\u0000', '"', '\ud800', '😀'), fc.nat(60_000))
  .map(([letter, count]) => letter.repeat(count));
const deep = fc.nat(3_000).map((depth) => '['.repeat(depth) + ']'.repeat(depth));
const json = fc.json({ maxDepth: 6, stringUnit: 'binary' });
const anyJson = json.map((text) => JSON.parse(text) as unknown);
const prototype = fc
  .constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then')
  .map((key) => JSON.parse(`{"${key}": {"id": "x", "text": "y", "kind": "end"}}`) as unknown);

/** A request that is nearly right: the right members, with values of all kinds. */
const nearly = fc.record(
  {
    id: fc.oneof(fc.uuid(), word, anyJson),
    text: fc.oneof(word, huge, fc.constantFrom('tool', 'pay', 'lose', 'away', 'hello'), anyJson),
    callId: fc.oneof(fc.constantFrom('c1', 'c2', 'c99'), word, anyJson),
    inputHash: fc.oneof(word, anyJson),
    input: fc.oneof(anyJson, prototype),
    happened: fc.oneof(fc.boolean(), anyJson),
    decision: fc.oneof(fc.constantFrom('approve', 'reject'), word),
    model: word,
    goalId: fc.oneof(fc.constantFrom('every-state', 'none'), word),
    limits: fc.oneof(
      fc.record({ turns: fc.oneof(fc.double(), fc.integer()), tokens: fc.maxSafeNat() }),
      anyJson,
      prototype,
    ),
    by: fc.oneof(word, anyJson),
    reason: fc.oneof(word, huge, anyJson),
    output: anyJson,
  },
  { requiredKeys: [] },
);

/** Bytes under an encoding that says something else of them. */
const raw = fc
  .tuple(
    fc.constantFrom('json/plain', 'binary/null', 'binary/plain', 'json/protobuf', 'none/such', ''),
    fc.oneof(fc.uint8Array({ maxLength: 200 }), deep.map(bytes), json.map(bytes), huge.map(bytes)),
  )
  .map(([encoding, data]) =>
    RawValue.fromPayload({ metadata: { encoding: bytes(encoding) }, data }),
  );

const value = fc.oneof(
  { weight: 5, arbitrary: nearly },
  { weight: 2, arbitrary: anyJson },
  { weight: 2, arbitrary: raw },
  { weight: 1, arbitrary: prototype },
  { weight: 1, arbitrary: huge },
);
const values = fc.oneof(
  { weight: 8, arbitrary: value.map((one) => [one]) },
  { weight: 1, arbitrary: fc.array(value, { maxLength: 5 }) },
);

/** What a model may write: steps that are nearly right, broken ones, and what is none. */
const step = fc
  .record(
    {
      response: fc.oneof(word, huge, anyJson),
      next: fc.oneof(fc.constantFrom('question', 'confirm', 'pick-new-goal'), word, anyJson),
      tool: fc.oneof(fc.constantFrom('Look', 'Pay', 'Lose', 'Fail', 'durableGoals.plan'), word),
      input: fc.oneof(anyJson, prototype, fc.constant({})),
      calls: fc.array(
        fc.record({
          tool: fc.oneof(fc.constantFrom('Look', 'Pay', 'Lose', 'Fail', '__proto__'), word),
          input: fc.oneof(anyJson, fc.constant({})),
        }),
        { maxLength: 30 },
      ),
      valid: fc.oneof(fc.boolean(), anyJson),
    },
    { requiredKeys: ['next'] },
  )
  .map((one) => JSON.stringify(one));
const answer = fc.oneof(
  { weight: 6, arbitrary: step },
  { weight: 1, arbitrary: fc.tuple(step, fc.nat(100)).map(([text, cut]) => text.slice(0, -cut)) },
  { weight: 1, arbitrary: json },
  { weight: 1, arbitrary: huge },
  { weight: 1, arbitrary: deep },
  { weight: 1, arbitrary: word },
);

const fuzz: fc.Arbitrary<Fuzz> = fc.oneof(
  fc.record({
    kind: fc.constant('update' as const),
    name: fc.constantFrom(...updateNames),
    values,
  }),
  fc.record({
    kind: fc.constant('signal' as const),
    name: fc.constantFrom(...signalNames),
    values,
  }),
  fc.record({
    kind: fc.constant('model' as const),
    text: answer,
    finish: fc.constantFrom(
      'stop' as const,
      'stop' as const,
      'length' as const,
      'refused' as const,
    ),
  }),
);

/** The inputs of a seed: the same ones each time. */
export function fuzzOf(seed: number, count: number): readonly Fuzz[] {
  return fc.sample(fuzz, { seed, numRuns: count });
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
