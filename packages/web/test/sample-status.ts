import type { Status } from '../app/api/shapes.js';

/** A conversation after its first message. */
export const sampleStatus: Status = {
  conversationId: 'a',
  goalId: 'stage',
  state: 'awaiting-user',
  turn: 1,
  queued: 0,
  lastSeq: 1,
  approvals: [],
  inDoubt: [],
  running: [],
  usage: {
    turns: 1,
    steps: 1,
    modelCalls: 1,
    toolCalls: 0,
    inputTokens: 0,
    outputTokens: 0,
    cachedInputTokens: 0,
  },
};
