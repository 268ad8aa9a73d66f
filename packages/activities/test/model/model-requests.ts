import type { GoalSpec, ModelRequest } from '@durable-goals/core';

/** A request for a text or for data; the situation plays no part for a language model. */
export function askFor(what: 'text' | 'data', content = 'Hello'): ModelRequest {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: { response: { type: 'string' } },
    required: ['response'],
  };
  return {
    purpose: 'plan',
    messages: [
      { role: 'system', content: 'Answer in JSON.' },
      { role: 'user', content },
    ],
    ...(what === 'data' && { output: { name: 'next step', schema } }),
    situation: {
      goal: {} as GoalSpec,
      trigger: { kind: 'message', text: content },
      transcript: [],
      known: {},
      completed: [],
      pending: [],
      today: '2026-11-02',
    },
  };
}
