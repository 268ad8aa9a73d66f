import { ApplicationFailure } from '@temporalio/common';

/**
 * Every failure that the framework raises for developers and callers, in one place.
 *
 * A failure keeps its `type` and `message` when it crosses from an Activity to a Workflow or a client;
 * its class does not. Match on `type`, never on `instanceof`. None of these is retried.
 */
export const failures = {
  toolDefinitionRefused: (tool: string, fact: string): ApplicationFailure =>
    final(
      'ToolDefinitionRefused',
      `Tool '${tool}' was not defined: ${fact}. Change its definition.`,
    ),

  goalDefinitionRefused: (goal: string, fact: string): ApplicationFailure =>
    final(
      'GoalDefinitionRefused',
      `Goal '${goal}' was not defined: ${fact}. Change its definition.`,
    ),

  /** A Worker was made of goals whose sources nobody asked; its conversations would lack those tools. */
  toolSourcesNotAsked: (goal: string, source: string): ApplicationFailure =>
    final(
      'ToolSourcesNotAsked',
      `Goal '${goal}' has tools from '${source}', which was not asked for them. Use AgentPlugin, or pass what askToolSources gives.`,
    ),

  duplicateTool: (goal: string, tool: string): ApplicationFailure =>
    final(
      'DuplicateTool',
      `Goal '${goal}' lists the tool '${tool}' twice. Give each tool its own name.`,
    ),

  duplicateGoal: (goal: string): ApplicationFailure =>
    final('DuplicateGoal', `Two goals have the id '${goal}'. Give each goal its own id.`),

  schemaRefused: (tool: string, field: string, fact: string): ApplicationFailure =>
    final(
      'SchemaRefused',
      `Tool '${tool}' cannot be offered to a model: ${field === '' ? 'its input' : `'${field}' of its input`} ${fact}. Use a zod type that JSON can hold.`,
    ),

  inputNotAnObject: (tool: string): ApplicationFailure =>
    final(
      'SchemaRefused',
      `Tool '${tool}' cannot be offered to a model: its input is not a zod object. Use z.strictObject({ … }), with a field for each argument.`,
    ),

  unknownGoal: (goal: string, known: readonly string[]): ApplicationFailure =>
    final(
      'UnknownGoal',
      `No goal '${goal}' is registered on this Worker; it has ${listed(known)}. Register the goal or start one of these.`,
    ),

  startRefused: (fact: string): ApplicationFailure =>
    final('StartRefused', `The conversation was not started: ${fact}.`),

  promptRefused: (prompt: string, goal: string, fact: string): ApplicationFailure =>
    final(
      'PromptRefused',
      `The template '${prompt}' of goal '${goal}' cannot be rendered: ${fact}. Change the template.`,
    ),

  /** A message, decision or request that the conversation does not take. `reason` is a whole sentence. */
  refused: (type: RefusalType, reason: string): ApplicationFailure => final(type, reason),
} as const;

/** Why a conversation does not take what was sent. */
export type RefusalType =
  | 'MalformedRequest'
  | 'MessageTooLong'
  | 'QueueFull'
  | 'ConversationEnded'
  | 'UnknownCall'
  | 'StaleApproval'
  | 'AlreadyDecided'
  | 'ApprovalOnHold'
  | 'ApprovalExpired'
  | 'SecondPersonNeeded'
  | 'InputRefused'
  | 'NotInDoubt'
  | 'NothingToRetry';

function final(type: string, message: string): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: true });
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `'${name}'`).join(', ');
}
