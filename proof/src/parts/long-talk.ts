import { defineGoal, type Model, type ModelRequest } from '@durable-goals/core';

/** A goal of a conversation that goes on and on. */
export function longTalkGoal(continueAsNewAfterTurns: number) {
  return defineGoal({
    id: 'long-talk',
    title: 'Long talk',
    instructions: 'Say again what was said, for as long as it takes.',
    tools: [],
    continueAsNewAfterTurns,
  });
}

/** What a person says in a turn: as long in each. */
export function wordsOf(turn: number): string {
  return `This is what I say in turn ${`${turn}`.padStart(6, '0')}, and it is as long as in any other one.`;
}

/** A model that says again what was said, and counts the characters that each turn costs. */
export interface CountingModel extends Model {
  /** Characters of all prompts of a turn. */
  charactersIn(turn: number): number;
}

export function countingModel(): CountingModel {
  const characters = new Map<number, number>();
  let turn = 0;
  return {
    id: 'counting',
    charactersIn: (one) => characters.get(one) ?? 0,
    generate({ purpose, messages, situation: { trigger } }: ModelRequest) {
      if (trigger.kind === 'message') turn = Number(/turn (\d+)/.exec(trigger.text)?.[1] ?? turn);
      const length = messages.reduce((sum, { content }) => sum + content.length, 0);
      characters.set(turn, (characters.get(turn) ?? 0) + length);
      const said = trigger.kind === 'message' ? `Yes: ${trigger.text}` : 'Hello.';
      const texts = {
        plan: JSON.stringify({ response: said, next: 'question' }),
        validate: '{"valid": true}',
        summarize: 'A person talks, and is answered with the same words. '.repeat(10),
      };
      const usage = { inputTokens: length, outputTokens: 10 };
      return Promise.resolve({ text: texts[purpose], finish: 'stop', usage, model: 'counting' });
    },
  };
}
