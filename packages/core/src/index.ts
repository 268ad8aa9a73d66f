export {
  activityPrefix,
  type AgentActivities,
  type CheckInputReply,
  type CheckInputRequest,
  type GoalReference,
  type NeedSpec,
  type PlannedCall,
  type PlannedStep,
  type PlanReply,
  type PlanRequest,
  type RefusedMessage,
  type ResolveGoalRequest,
  type StepUsage,
  type SummarizeReply,
  type SummarizeRequest,
  type ToolReply,
  type ToolRequest,
  type VerifyReply,
} from './agent-activities.js';
export { canonicalJson, hashOf, inputHashOf } from './canonical-json.js';
export { failures, type RefusalType } from './failures.js';
export { defineGoal, type Goal } from './goal.js';
export type {
  ExampleMessage,
  GoalSpec,
  Limits,
  ModelTiming,
  PromptName,
  ToolSpec,
} from './goal-spec.js';
export { isJsonObject, type Json, type JsonObject, type JsonSchema } from './json.js';
export { toolInputSchema } from './json-schema.js';
export type {
  ApprovalRecord,
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
  ModelCallOptions,
  ModelMessage,
  ModelPurpose,
  ModelRequest,
  ModelResponse,
  ModelUsage,
  Repair,
  Situation,
  TranscriptEntry,
  Trigger,
} from './model.js';
export {
  nextStepJsonSchema,
  nextStepSchema,
  verdictJsonSchema,
  verdictSchema,
  type NextStep,
  type Verdict,
} from './next-step.js';
export { defaultStarterPrompt, defineRegistry, type Registry } from './registry.js';
export type { Schema, SchemaInput, SchemaOutput } from './schema.js';
export {
  defineTool,
  type ApprovalRule,
  type Effect,
  type Tool,
  type ToolContext,
  type ToolDefinition,
  type ToolInput,
  type ToolLog,
  type ToolTiming,
  type Verification,
} from './tool.js';
export { ToolDidNotRun, ToolFailure } from './tool-failure.js';
