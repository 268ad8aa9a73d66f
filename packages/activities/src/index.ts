export {
  modelById,
  modelFromEnv,
  type ChosenModel,
  type Environment,
  type ModelDefaults,
} from './model/choose-model.js';
export { offlineModel } from './model/offline/offline-model.js';
export { fallbackModel } from './model/fallback-model.js';
export { ModelFailure, type ModelFailureType } from './model/model-failure.js';
export { defaultModelTimeoutMs, openaiModel } from './model/openai-model.js';
export type { OpenaiModelOptions } from './model/openai-options.js';
export { longestRetryDelayMs } from './model/retry-delay.js';
export type { ModelPrice, ModelPrices } from './planning/prices.js';
export { secretsFromEnvironment } from './secrets/environment-secrets.js';
export { withoutSecrets } from './secrets/redacting-activities.js';
export { redactorOf, type Redactor } from './secrets/redactor.js';
export { approvalWebhook, type ApprovalWebhookOptions } from './tools/approval-webhook.js';
export type { OnApproval } from './tools/notify-approval.js';
export type {
  AgentObserver,
  ObservedAnswer,
  ObservedConversation,
  ObservedModelCall,
  ObservedResult,
  ObservedToolCall,
} from './observing/agent-observer.js';
export { AgentPlugin } from './agent-plugin.js';
export { agentWorkflowBundle } from './workflow-bundle/agent-workflow-bundle.js';
export { agentWorkflowsPath } from './workflow-bundle/agent-workflows-path.js';
export { createAgentSinks, type SinkOptions } from './recording/writer-to.js';
export {
  createAgentActivities,
  type ActivityMap,
  type AgentOptions,
} from './create-agent-activities.js';
