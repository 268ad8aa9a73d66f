import { defineRegistry, type JsonObject } from '@durable-goals/core';
import { Ajv } from 'ajv';
import ajvFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { pickQuestion } from '../../../src/model/offline/questions.js';
import { valueAt } from '../../../src/model/offline/standing.js';
import { printed, startTalk, type Talk } from './converse.js';
import { randomGoal, type RandomGoal } from './random-goals.js';

const seeds = Array.from({ length: 20 }, (_, index) => index + 1);

/** Answers whichever argument the agent speaks of first. */
function answerTo(talk: Talk, { answers }: RandomGoal): string {
  const { response } = talk.lastStep;
  const asked = talk.gaps
    .map((name) => ({ name, at: response.lastIndexOf(name.split('.').at(-1) ?? name) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at);
  if (response.includes(pickQuestion)) return 'Northern Light';
  const name = asked[0]?.name;
  if (name === undefined) return 'yes';
  return answers.get(name) ?? 'I have no idea';
}

test.each(seeds)('a goal made up from seed %i is reached', async (seed) => {
  const random = randomGoal(seed);
  const talk = await startTalk(random.goal);
  for (let turn = 0; turn < 30 && !talk.ended; turn += 1) await talk.say(answerTo(talk, random));

  const told = printed(talk.transcript);
  expect(talk.ended, told).toBe(true);
  const { tools } = defineRegistry([random.goal]).spec(random.goal.id);
  expect(
    talk.calls.map(({ tool }) => tool),
    told,
  ).toEqual(tools.map(({ name }) => name));
  const ajv = new Ajv({ strict: false });
  ajvFormats.default(ajv);
  for (const { tool, input } of talk.calls) {
    const schema = tools.find(({ name }) => name === tool)?.inputSchema ?? {};
    expect(ajv.validate(schema, input), `${ajv.errorsText()}\n${told}`).toBe(true);
  }
  const got = new Map(talk.calls.map(({ tool, input }): [string, JsonObject] => [tool, input]));
  for (const [key, value] of random.expected) {
    const [tool = '', path = ''] = key.split(':');
    expect([key, valueAt(got.get(tool) ?? {}, path.split('.'))], told).toEqual([key, value]);
  }
});
