export {
  AgentClient,
  defaultTaskQueue,
  type AgentClientOptions,
  type GoalOf,
  type RunOptions,
  type StartOptions,
} from './agent-client.js';
export type { Answer, PendingCall } from './answer.js';
export type { Patience } from './ask.js';
export { connectAgents, type Connected } from './connect.js';
export { Conversation, type ConversationAccess } from './conversation.js';
export type { DecisionOptions, DecisionTarget, SendOptions } from './decision.js';
export { callUntil, readable, type CallEnd } from './server-errors.js';
export { endableRetries } from './endable-retries.js';
export type { FinalAnswer, ResultOf } from './final-answer.js';
export { Run } from './run.js';
export type { StatusNow } from './status.js';
export type { ListedConversation, ListQuery } from './list.js';
export { temporalOptions, type TemporalOptions } from './temporal-options.js';
