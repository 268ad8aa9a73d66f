import { defineGoal, defineTool, type Goal, type Json, type Tool } from '@durable-goals/core';
import * as z from 'zod';
import { randomOf } from '../../../../core/test/conversation/random-of.js';

/** A goal made up by chance, with what the person knows and what each call has to be. */
export interface RandomGoal {
  readonly goal: Goal;
  /** What the person says when asked for an argument, by its dotted name. */
  readonly answers: ReadonlyMap<string, string>;
  /** The value that the argument has to get, by tool and dotted name. */
  readonly expected: ReadonlyMap<string, Json>;
}

interface Sample {
  readonly schema: z.ZodType;
  readonly said: string;
  readonly value: Json;
}

type Kind = (noun: string, chance: () => number) => Sample;

const kinds: readonly [Kind, ...Kind[]] = [
  (noun) => ({
    schema: z.string().min(2).max(40).describe(`Wording of the ${noun}`),
    said: `Plain ${noun}`,
    value: `Plain ${noun}`,
  }),
  (noun, chance) => number(noun, Math.round(chance() * 90) + 5),
  (noun, chance) => {
    const value = Math.round(chance() * 900_000) / 100 + 1;
    return {
      schema: z.number().min(0.5).describe(`Weight of the ${noun} in kilograms`),
      said: value.toLocaleString('en-US'),
      value,
    };
  },
  (noun, chance) => {
    const value = chance() < 0.5;
    return {
      schema: z.boolean().describe(`Whether the ${noun} is urgent`),
      said: value ? 'yes' : 'no',
      value,
    };
  },
  (noun) => ({
    schema: z.enum(['crimson_red', 'navy_blue', 'olive']).describe(`Colour of the ${noun}`),
    said: 'Navy blue',
    value: 'navy_blue',
  }),
  (noun) => ({
    schema: z.iso.date().describe(`Day of the ${noun}`),
    said: 'May 17, 2027',
    value: '2027-05-17',
  }),
  (noun) => ({
    schema: z.iso.datetime().describe(`Moment of the ${noun}`),
    said: 'June 2 at 4:15pm',
    value: '2027-06-02T16:15:00Z',
  }),
  (noun) => ({
    schema: z.email().describe(`E-mail address of the ${noun} office`),
    said: `${noun}@example.org`,
    value: `${noun}@example.org`,
  }),
  (noun) => ({
    schema: z.url().describe(`Web page of the ${noun}`),
    said: `it's https://example.org/${noun}`,
    value: `https://example.org/${noun}`,
  }),
  (noun) => ({
    schema: z.array(z.string()).min(2).describe(`Tags of the ${noun}`),
    said: 'alpha, beta and gamma',
    value: ['alpha', 'beta', 'gamma'],
  }),
  (noun) => ({
    schema: z.array(z.int()).describe(`Sizes of the ${noun}`),
    said: '3, 5, 8',
    value: [3, 5, 8],
  }),
  (noun) => ({
    schema: z
      .string()
      .regex(/^[A-Z]{3}-\d{2}$/)
      .describe(`Code of the ${noun}, e.g. ABC-12`),
    said: 'xyz-42',
    value: 'XYZ-42',
  }),
  (noun) => ({
    schema: z.string().nullable().describe(`Nickname of the ${noun}`),
    said: 'Sparky',
    value: 'Sparky',
  }),
  (noun) => ({
    schema: z
      .string()
      .regex(/^\d\d:\d\d$/)
      .describe(`Hour of the ${noun}, HH:MM`),
    said: '7:45 pm',
    value: '19:45',
  }),
];

function number(noun: string, value: number): Sample {
  return {
    schema: z.int().min(1).max(100).describe(`Number of ${noun} boxes`),
    said: `${value}`,
    value,
  };
}

const nouns =
  'lantern violin kettle saddle compass quilt anchor basket goggles ribbon trellis pulley canvas marble'.split(
    ' ',
  );
const papers = ['ticket', 'permit', 'receipt', 'badge'];
const wares = ['offer', 'crate', 'parcel', 'wagon'];
const verbs = ['Prepare', 'Register', 'Order', 'Check'];

/** A goal of one to four tools whose results feed the tools after them. */
export function randomGoal(seed: number): RandomGoal {
  const chance = randomOf(seed);
  const pick = <T>(list: readonly [T, ...T[]]): T =>
    list[Math.floor(chance() * list.length)] ?? list[0];
  const free = [...nouns];
  const answers = new Map<string, string>();
  const expected = new Map<string, Json>();
  const tools: Tool[] = [];
  const count = 1 + Math.floor(chance() * 4);
  for (let index = 0; index < count; index += 1) {
    const noun = free.splice(Math.floor(chance() * free.length), 1)[0] ?? 'thing';
    const name = `${verbs[index]}${noun.charAt(0).toUpperCase()}${noun.slice(1)}`;
    const shape: Record<string, z.ZodType> = {};
    const put = (
      into: Record<string, z.ZodType>,
      path: string,
      { schema, said, value }: Sample,
    ): void => {
      into[path.split('.').at(-1) ?? path] = schema;
      answers.set(path, said);
      expected.set(`${name}:${path}`, value);
    };
    const size = 1 + Math.floor(chance() * 4);
    for (let place = 0; place < size; place += 1) {
      const part = free.splice(Math.floor(chance() * free.length), 1)[0];
      if (part === undefined) break;
      const sample = pick(kinds)(part, chance);
      const fate = chance();
      if (fate < 0.15) shape[part] = sample.schema.optional();
      else if (fate < 0.25) shape[`${part}Mode`] = z.string().default('usual');
      else if (fate < 0.3) shape[`${part}Version`] = z.literal(7);
      else if (fate < 0.5) {
        const inner: Record<string, z.ZodType> = {};
        put(inner, `${part}Box.${part}`, sample);
        shape[`${part}Box`] = z.strictObject(inner);
      } else put(shape, part, sample);
    }
    if (index > 0) feed(shape, name, { index, expected });
    tools.push(
      defineTool({
        name,
        description: `${verbs[index]} a ${noun}.`,
        effect: pick(['read', 'idempotent', 'unsafe'] as const),
        input: z.strictObject(shape),
        execute: () => result(index),
      }),
    );
  }
  const goal = defineGoal({
    id: `random-${seed}`,
    title: `Handle the ${tools.map(({ name }) => name).join(', ')}`,
    instructions: 'Take one after the other.',
    tools,
  });
  return { goal, answers, expected };
}

/** What a tool returns: a value that stands by itself, and a list to pick from with prices. */
function result(index: number): Json {
  return {
    [`${papers[index]}Number`]: `T-${index}00`,
    [`${wares[index]}s`]: [
      { id: `o${index}-1`, name: 'Northern Light', price: 20.5 },
      { id: `o${index}-2`, name: 'Southern Cross', price: 11.25 },
      { id: `o${index}-3`, name: 'Western Wind', price: 30 },
    ],
  };
}

interface Feeding {
  readonly index: number;
  readonly expected: Map<string, Json>;
}

/** Arguments that an earlier tool's result fills. */
function feed(shape: Record<string, z.ZodType>, name: string, { index, expected }: Feeding): void {
  const before = index - 1;
  shape[`${papers[before]}Number`] = z.string();
  expected.set(`${name}:${papers[before]}Number`, `T-${before}00`);
  if (index % 2 === 1) {
    shape[`${wares[before]}Id`] = z.string();
    expected.set(`${name}:${wares[before]}Id`, `o${before}-1`);
  } else {
    shape['totalAmount'] = z.number();
    expected.set(`${name}:totalAmount`, 11.25);
  }
}
