export {
  AgentClient,
  defaultTaskQueue,
  type AgentClientOptions,
  type GoalOf,
  type ListedConversation,
  type StartOptions,
} from './agent-client.js';
export type { Answer, PendingCall } from './answer.js';
export type { Patience } from './ask.js';
export { connectAgents, type Connected } from './connect.js';
export {
  Conversation,
  type DecisionOptions,
  type DecisionTarget,
  type SendOptions,
} from './conversation.js';
export type { StatusNow } from './status.js';
export { temporalOptions, type TemporalOptions } from './temporal-options.js';
