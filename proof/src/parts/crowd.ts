import { defineGoal, type Model, type ModelRequest } from '@durable-goals/core';

/** A goal without tools, whose conversations hand over often. */
export const crowdGoal = defineGoal({
  id: 'crowd',
  title: 'Crowd',
  instructions: 'Say again what was said.',
  tools: [],
  continueAsNewAfterTurns: 20,
});

/** A model that says again what was said: every answer shows whose it is. */
export const crowdModel: Model = {
  id: 'crowd',
  generate({ purpose, situation: { trigger } }: ModelRequest) {
    const said = trigger.kind === 'message' ? `echo ${trigger.text}` : 'Hello.';
    const texts = {
      plan: JSON.stringify({ response: said, next: 'question' }),
      validate: '{"valid": true}',
      summarize: 'People said things. They were echoed.',
    };
    const usage = { inputTokens: 1, outputTokens: 1 };
    return Promise.resolve({ text: texts[purpose], finish: 'stop', usage, model: 'crowd' });
  },
};
