import type { JsonSchema } from './json.js';
import type { Effect, ToolTiming } from './tool.js';

/** A goal as plain data: everything that planning needs, recorded once and kept for the conversation's life. */
export interface GoalSpec {
  readonly id: string;
  /** SHA-256 of everything else here but the tools' hashes and what a Worker adds, hexadecimal, 16 digits. */
  readonly hash: string;
  readonly title: string;
  readonly category?: string;
  /** What a person or a chooser reads. */
  readonly description: string;
  readonly instructions: string;
  readonly tools: readonly ToolSpec[];
  readonly starterPrompt: string;
  readonly exampleConversation: readonly ExampleMessage[];
  /** The goal's own templates; those left out are the framework's. */
  readonly prompts: Readonly<Partial<Record<PromptName, string>>>;
  /** Whether a person's message is checked against the goal before it is acted on. */
  readonly validatePrompts: boolean;
  /** IANA name of the time zone that "today" is meant in. */
  readonly timeZone: string;
  readonly modelTiming: ModelTiming;
  readonly limits: Limits;
  readonly continueAsNewAfterTurns: number;
  /** Set when a changed goal is taken up at the next turn; otherwise a conversation keeps what it began with. */
  readonly whenChanged?: 'next-turn';
  /** Whether the Worker that resolved it has a store, which its conversations then are written to. Not a part of `hash`. */
  readonly records?: true;
  /** Whether the Worker that resolved it wants to hear of calls that wait for approval. Not a part of `hash`. */
  readonly notifiesApprovals?: true;
  /** Whether the Worker that resolved it observes its conversations. Not a part of `hash`. */
  readonly observed?: true;
  /** Set when the model calls tools natively; otherwise it answers with a step as JSON. */
  readonly planner?: 'tools';
  /** The goal to go on with when the person wants something else. */
  readonly chooser?: string;
  /** What the goal gives in the end, when that is data. */
  readonly outputSchema?: JsonSchema;
  /** Whether tools that run are aborted when the Workflow is cancelled; not so where an older Worker resolved it. Not a part of `hash`. */
  readonly abortsTools?: true;
  /**
   * The rules that the Workflow runs by, as the Worker that resolved it knew them; histories of older ones have to replay.
   * From 2 on, goals are looked up, and a run's last writing to the store is made, in Activities, and another model is
   * asked at once where one was waited for. From 3 on, its sub-agents at work go on with it, too. From 4 on, plans and Updates
   * are answered with fewer promises. Not a part of `hash`.
   */
  readonly runsBy?: 2 | 3 | 4;
  /** The rules that limits hold by; missing in goals that were recorded before there were these. */
  readonly rules?: 2;
  /** What the Worker that looked the goal up was told about its server; no part of the hash. */
  readonly serverLimits?: ServerLimits;
}

/**
 * Limits of a Temporal server that are below those it comes with.
 *
 * A conversation hands over to a new run at half of them, and keeps what it records within the size.
 */
export interface ServerLimits {
  /** Bytes of one payload, as in `limit.blobSize.error`; 20,000 at least. @defaultValue 2 MB */
  readonly payloadBytes?: number;
  /** Events of one run, as in `limit.historyCount.error`. */
  readonly events?: number;
  /** Signals to one run, as in `history.maximumSignalsPerExecution`. */
  readonly signals?: number;
  /** Updates to one run, as in `history.maxTotalUpdates`. */
  readonly updates?: number;
}

/** A tool as plain data. */
export interface ToolSpec {
  readonly name: string;
  /** Of what a call relies on, see `toolHashOf`; missing in what older Workers recorded. */
  readonly hash?: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
  readonly effect: Effect;
  /** `by-input` is a function of the input, evaluated in an Activity; `default` follows effect and `SHOW_CONFIRM`. */
  readonly approval: 'always' | 'never' | 'by-input' | 'default';
  readonly approvalExpiresAfterMs: number;
  /** Left out where a call is not run when nobody decided. */
  readonly whenApprovalExpires?: 'run';
  readonly remindAfterMs?: number;
  /** Left out where one person is enough. */
  readonly approvals?: 2;
  readonly hasVerify: boolean;
  /** Set when the conversation goes on with the goal that a completed call names. */
  readonly handsOff?: true;
  /** Set when a call is carried out by a sub-agent: a run of the goal with this id. */
  readonly goalId?: string;
  readonly timing: Required<Omit<ToolTiming, 'maxAttempts'>> & Pick<ToolTiming, 'maxAttempts'>;
}

/** How long and how often a model may be tried within one step. Durations are in milliseconds. */
export interface ModelTiming {
  /** One attempt. @defaultValue 300,000 (5 minutes) */
  readonly startToCloseMs: number;
  /** Silence after which an attempt counts as crashed. @defaultValue 10,000 */
  readonly heartbeatMs: number;
  /** Wait before the second attempt; doubles with each further one. @defaultValue 2,000 */
  readonly retryIntervalMs: number;
  /** @defaultValue 120,000 */
  readonly maxRetryIntervalMs: number;
  /** Attempts before the conversation waits, where a person sees why. @defaultValue 4 */
  readonly maxAttempts: number;
}

/** Bounds of a conversation. One that is left out does not hold. */
export interface Limits {
  /** Messages taken. */
  readonly turns?: number;
  readonly modelCalls?: number;
  readonly toolCalls?: number;
  /** Input and output tokens together. */
  readonly tokens?: number;
  /** What model calls may cost, in USD; the Worker needs the prices of its models for that. */
  readonly costUsd?: number;
  /** Since the conversation began, in milliseconds. */
  readonly wallTimeMs?: number;
  /** Model steps between two messages of a person. @defaultValue 30 */
  readonly stepsPerTurn?: number;
  /** Calls of one tool with the same input between two messages of a person. @defaultValue 3 */
  readonly sameCall?: number;
}

/** The names of all limits. */
export const limitNames = [
  'turns',
  'modelCalls',
  'toolCalls',
  'tokens',
  'costUsd',
  'wallTimeMs',
  'stepsPerTurn',
  'sameCall',
] as const satisfies readonly (keyof Limits)[];

/** A line of an example conversation. */
export interface ExampleMessage {
  readonly role: 'user' | 'agent' | 'tool';
  readonly text: string;
}

/** The prompt templates that a goal may replace. */
export type PromptName =
  | 'planner'
  | 'toolsPlanner'
  | 'situation'
  | 'toolCompleted'
  | 'argumentsMissing'
  | 'allToolsDone'
  | 'validation'
  | 'summary';
