import { defineGoal, type Model, type ModelRequest } from '@durable-goals/core';

/** A goal without tools, to talk to. */
export const echoGoal = defineGoal({
  id: 'echo',
  title: 'Echo',
  instructions: 'Say again what was said.',
  tools: [],
  continueAsNewAfterTurns: 12,
});

/** A model that says again what was said, whatever it is asked: every answer shows whose it is. */
export function echoModel(delayMs = 0): Model {
  return {
    id: 'echo',
    async generate({ purpose, situation: { trigger } }: ModelRequest) {
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      const said = trigger.kind === 'message' ? `echo ${trigger.text}` : 'Hello.';
      const next = said.endsWith('bye') ? 'done' : 'question';
      const answers = {
        plan: JSON.stringify({ response: said, next }),
        validate: '{"valid": true}',
        summarize: 'People said things. They were echoed.',
      };
      return {
        text: answers[purpose],
        finish: 'stop',
        usage: { inputTokens: 1, outputTokens: 1 },
        model: 'echo',
      };
    },
  };
}
