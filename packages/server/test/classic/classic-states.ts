import { describe, expect, test } from 'vitest';
import type { Classic, Stage } from './classic-stage.js';

export const routes = {
  root: 'GET /',
  history: 'GET /get-conversation-history',
  send: 'POST /send-prompt?prompt=3',
  unsaid: 'POST /send-prompt',
  blank: 'POST /send-prompt?prompt=%20',
  confirm: 'POST /confirm',
  end: 'POST /end-chat',
  start: 'POST /start-workflow',
} as const;

/** How a conversation comes to a state. */
const states: Record<string, (chat: Classic) => Promise<void>> = {
  none: async () => {},
  running: async ({ ask, until }) => {
    await ask(routes.start);
    await until('How many seats?');
  },
  awaiting: async ({ ask, until }) => {
    await ask(routes.send);
    await until('"force_confirm":true');
  },
  ended: async ({ ask, until, handle }) => {
    await ask(routes.start);
    await until('How many seats?');
    await ask(routes.end);
    await handle.result();
    await until('"done"');
  },
  cancelled: async ({ ask, until, handle }) => {
    await ask(routes.start);
    await until('How many seats?');
    await handle.cancel();
    await handle.result().catch(() => undefined);
    await until('"done"');
  },
  terminated: async ({ ask, until, handle }) => {
    await ask(routes.start);
    await until('How many seats?');
    await handle.terminate();
    await until('"done"');
  },
  'timed out': async ({ begin, until, handle }) => {
    await begin({ goalId: 'seats', mode: 'chat' }, { workflowExecutionTimeout: '4s' });
    await until('How many seats?');
    await handle.result().catch(() => undefined);
    await until('"done"');
  },
  failed: async ({ begin, until, handle }) => {
    await begin({ goalId: 'chairs', mode: 'chat' });
    await expect(handle.result()).rejects.toThrow();
    await until('"done"');
  },
};

type Expectation = (
  chat: Classic,
  answer: { body: Record<string, unknown> },
  before: string | undefined,
) => Promise<void>;
const begins: Expectation = async ({ runId, isThere }, _, before) => {
  expect(await isThere()).toBe(true);
  expect(await runId()).not.toBe(before);
};
const changesNothing: Expectation = async ({ runId, isThere }, _, before) => {
  if (before === undefined) expect(await isThere()).toBe(false);
  else expect(await runId()).toBe(before);
};
const shows =
  (words: string): Expectation =>
  async (_, { body }) =>
    expect(JSON.stringify(body)).toContain(words);
const isEmpty: Expectation = async (chat, answer, before) => {
  expect(answer.body).toEqual({ messages: [] });
  await begins(chat, answer, before);
};

const saysWhatIsMissing: Expectation = async (chat, answer, before) => {
  expect(answer.body).toMatchObject({ detail: [{ type: 'missing', loc: ['query', 'prompt'] }] });
  await changesNothing(chat, answer, before);
};

const over = ['ended', 'cancelled', 'terminated', 'timed out', 'failed'] as const;
const table: readonly (readonly [keyof typeof states, keyof typeof routes, number, Expectation])[] =
  [
    ...['none', 'running', 'awaiting', 'ended'].flatMap((state) => [
      [state, 'root', 200, changesNothing] as const,
      [state, 'unsaid', 422, saysWhatIsMissing] as const,
      [state, 'blank', 422, changesNothing] as const,
    ]),
    ['none', 'history', 200, isEmpty],
    ['none', 'send', 200, begins],
    ['none', 'confirm', 200, changesNothing],
    ['none', 'end', 200, changesNothing],
    ['none', 'start', 200, begins],
    ['running', 'history', 200, shows('How many seats?')],
    ['running', 'send', 200, async ({ until }) => await until('"actor":"user","response":"3"')],
    ['running', 'confirm', 200, changesNothing],
    [
      'running',
      'end',
      200,
      async ({ handle }) => expect(await handle.result()).toMatchObject({ outcome: 'ended' }),
    ],
    ['running', 'start', 200, changesNothing],
    ['awaiting', 'history', 200, shows('"args":{"seats":3},"force_confirm":true')],
    ['awaiting', 'confirm', 200, async ({ until }) => await until('R-3')],
    ['awaiting', 'start', 200, changesNothing],
    ...over.flatMap((state) => [
      [
        state,
        'history',
        200,
        shows(state === 'failed' ? "No goal 'chairs'" : 'How many seats?'),
      ] as const,
      [state, 'send', 200, begins] as const,
      [state, 'start', 200, begins] as const,
      // Each of these takes as long as the time that is over.
      ...(state === 'timed out'
        ? []
        : [
            [state, 'confirm', 200, changesNothing] as const,
            [state, 'end', 200, changesNothing] as const,
          ]),
    ]),
  ];

/** What each route answers, and does, wherever the conversation stands. */
export function describeStates(stage: () => Stage): void {
  describe('each route in each state', () => {
    test.concurrent.each(
      table.map(([state, route, status, expectation]) => ({ state, route, status, expectation })),
    )(
      'a conversation that is $state, $route: $status',
      async ({ state, route, status, expectation }) => {
        const chat = await stage().classic();
        await states[state]?.(chat);
        const before = (await chat.isThere()) ? await chat.runId() : undefined;
        const answer = await chat.ask(routes[route]);
        expect(answer.status).toBe(status);
        await expectation(chat, answer, before);
      },
      60_000,
    );
  });
}
