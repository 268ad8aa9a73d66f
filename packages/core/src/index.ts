export { agreedMembers } from './agreed-members.js';
export {
  activityPrefix,
  continuedMark,
  toolNotOnWorker,
  toolVersionMissing,
  type AgentActivities,
  type BriefEntry,
  type Budget,
  type ContinuedTranscript,
  type CheckInputReply,
  type CheckInputRequest,
  type GoalReference,
  type GreetReply,
  type GreetRequest,
  type ModelFailureDetail,
  type NeedSpec,
  type PlannedCall,
  type PlannedStep,
  type PlanReply,
  type PlanRequest,
  type RecordReply,
  type RefusedMessage,
  type ResolveGoalRequest,
  type StepUsage,
  type StoppedAtLimit,
  type SummarizeReply,
  type SummarizeRequest,
  type ToolReply,
  type ToolRequest,
  type UnsavedMessage,
  type UnsavedMessages,
  type VerifyReply,
} from './agent-activities.js';
export type { ApprovalNotice } from './approval-notice.js';
export { canonicalJson, hashOf, inputHashOf } from './canonical-json.js';
export type {
  ConversationRef,
  ConversationSnapshot,
  ConversationsQuery,
  ConversationStore,
  ConversationUpdate,
  PageQuery,
  PendingCalls,
  PendingQuery,
  RecordEntry,
  StoredConversation,
  StoredRecordEntry,
  StorePage,
  TranscriptPage,
  TranscriptQuery,
} from './conversation-store.js';
export { failures, type RefusalType } from './failures.js';
export { changeGoalTool, withChooser, type ChooserOptions } from './chooser.js';
export { controlTools, type ControlTool } from './control-tools.js';
export { defineGoal, type Goal, type OutputOf } from './goal.js';
export {
  goalTool,
  taskText,
  type AnswerOf,
  type GoalTool,
  type GoalToolOptions,
  type SubAgentTask,
  type TaskShape,
} from './goal-tool.js';
export { withSubAgents } from './sub-agents.js';
export {
  limitNames,
  type ExampleMessage,
  type GoalSpec,
  type Limits,
  type ModelTiming,
  type PromptName,
  type ServerLimits,
  type ToolSpec,
} from './goal-spec.js';
export { defaultModelTiming } from './model-timing.js';
export { isJsonObject, type Json, type JsonObject, type JsonSchema } from './json.js';
export {
  goalsServiceName,
  remoteGoalWorkflowType,
  runGoalOperation,
  type RemoteGoalStart,
  type RemoteRun,
} from './remote-goal.js';
export { toolInputSchema } from './json-schema.js';
export type {
  LiveChannel,
  LiveEvent,
  LiveGap,
  LiveNews,
  LiveStep,
  LiveText,
  LiveTextEnd,
  LiveTool,
} from './live-channel.js';
export type {
  ApprovalRecord,
  GivenApproval,
  Message,
  MessageStep,
  Next,
  ProposedCall,
  ToolCall,
  ToolOutcome,
  ToolResult,
} from './message.js';
export type {
  Model,
  ModelCall,
  ModelCallOptions,
  ModelMessage,
  ModelProvider,
  ModelPurpose,
  ModelRequest,
  ModelResponse,
  ModelTool,
  ModelUsage,
  RawAnswer,
  Repair,
  Situation,
  TranscriptEntry,
  Trigger,
} from './model.js';
export { longestRawAnswer } from './model.js';
export {
  nextStepJsonSchema,
  nextStepSchema,
  nextStepSchemaOf,
  verdictJsonSchema,
  verdictSchema,
  type NextStep,
  type Verdict,
} from './next-step.js';
export { stepAnswer, type StepWithOutput } from './native-step.js';
export { argumentsMissingText } from './prompts/arguments-missing.js';
export { checkPrompts } from './prompts/check-prompts.js';
export { defaultTemplates } from './prompts/default-templates.js';
export { promptVersionOf } from './prompts/goal-prompt.js';
export { plannerMessages } from './prompts/planner-messages.js';
export type {
  PromptArgument,
  PromptField,
  PromptGoal,
  PromptOutcome,
  PromptTool,
  PromptValue,
  PromptVariables,
} from './prompts/prompt-variables.js';
export { modelTools } from './prompts/model-tools.js';
export { toolsMessages } from './prompts/tools-messages.js';
export { renderPrompt } from './prompts/render-prompt.js';
export { summaryMessages } from './prompts/summary-messages.js';
export { toolArguments } from './prompts/tool-arguments.js';
export { validationMessages } from './prompts/validation-messages.js';
export {
  defaultStarterPrompt,
  defineRegistry,
  type GoalVersion,
  type Registry,
  type RegistryOptions,
} from './registry.js';
export type { KeyUse, RequestKeys } from './request-keys.js';
export type { ResultOwner, ResultStore, WholeResult } from './result-store.js';
export type { JsonSchemaInput, Schema, SchemaInput, SchemaOutput } from './schema.js';
export {
  defineTool,
  type ApprovalRule,
  type DefinedTool,
  type Effect,
  type LogMessage,
  type Tool,
  type ToolCallInput,
  type ToolContext,
  type ToolDefinition,
  type ToolInput,
  type ToolLog,
  type ToolTiming,
  type Verification,
  type ToolSource,
} from './tool.js';
export { ToolDidNotRun, ToolFailure } from './tool-failure.js';
export { askToolSources, hasToolSources } from './tool-source.js';
export { toolHashOf } from './tool-hash.js';
export type { ConversationEvent, Command, Refusal } from './conversation/events.js';
export { lastWordsOf, runAnswerOf } from './conversation/run-answer.js';
export { decisionEntriesOf } from './conversation/record-entries.js';
export { bytesOf, checkGoalFits } from './conversation/bounds.js';
export { tooLarge } from './conversation/given.js';
export { lengthRefusal } from './conversation/requests.js';
export { reduce, type Step } from './conversation/reduce.js';
export { newConversation } from './conversation/new-conversation.js';
export { noUsage, type ConversationState, type Outcome } from './conversation/state.js';
export type { EndedStretch, Stretch, TurnReference } from './stretch.js';
export { startArguments } from './start-arguments.js';
export { newStatus } from './new-status.js';
export { withoutRaw } from './conversation/raw-answers.js';
export { wholeTranscript } from './conversation/situation.js';
export { unsavedMessages } from './conversation/unsaved.js';
export { startingState } from './conversation/start.js';
export {
  toolReportsOf,
  type LimitReached,
  type ToolReport,
  type Waiting,
} from './conversation/turn.js';
export { sumOfUsd } from './usd.js';
export {
  agentWorkflowType,
  aheadOfHistory,
  queries,
  signals,
  updates,
  type AgentStart,
  type Approve,
  type CallInDoubt,
  type ChangeGoal,
  type ConversationResult,
  type ConversationStatus,
  type Decide,
  type End,
  type Grant,
  type LatestToolCall,
  type MessagePage,
  type MessagesAfter,
  type PendingApproval,
  type Reject,
  type Resolve,
  type Retry,
  type SendMessage,
  type SetModel,
  type Turn,
  type TurnState,
  type UpdateArguments,
  type Usage,
} from './wire.js';
