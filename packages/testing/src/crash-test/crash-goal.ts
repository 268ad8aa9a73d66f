import { defineGoal, type Goal, type JsonObject, type Model, type Tool } from '@durable-goals/core';

/** The id of the goal that a crash test runs a tool under. */
export const crashGoalId = 'crash-test';

/** A goal with one tool. */
export function crashGoal(tool: Tool): Goal {
  return defineGoal({
    id: crashGoalId,
    title: 'Crash test',
    instructions: `Run ${tool.name} once.`,
    tools: [tool],
    validatePrompts: false,
    modelTiming: { heartbeatMs: 2_000, retryIntervalMs: 100 },
  });
}

/** A model that runs the tool once when it is spoken to, and remembers nothing. */
export function crashModel(tool: string, input: JsonObject): Model {
  return {
    id: 'crash-test',
    async generate({ situation: { trigger } }) {
      const step =
        trigger.kind === 'message'
          ? { response: `I run ${tool}.`, next: 'confirm', tool, input }
          : { response: 'It is over.', next: 'question' };
      const usage = { inputTokens: 0, outputTokens: 0 };
      return { text: JSON.stringify(step), finish: 'stop', usage, model: 'crash-test' };
    },
  };
}
