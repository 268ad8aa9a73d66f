import type { GoalSpec } from './goal-spec.js';
import type { Json, JsonObject, JsonSchema } from './json.js';
import type { Next, ProposedCall, ToolOutcome } from './message.js';

/** What a model call is for. */
export type ModelPurpose = 'plan' | 'validate' | 'summarize';

/** One message of a prompt, as chat completion APIs know them. */
export type ModelMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | {
      readonly role: 'assistant';
      readonly content: string;
      /** The tools that it called, each of which has its answer in a later message. */
      readonly calls?: readonly ModelCall[];
      /** What the provider sent in its place: the model that made it gets this back as it was. */
      readonly raw?: RawAnswer;
    }
  /** What a call gave; `callId` is the call's id in the assistant's message. */
  | { readonly role: 'tool'; readonly callId: string; readonly content: string };

/** A tool call as a model asked for it, natively. */
export interface ModelCall {
  /** The provider's id, or one that was made in its place. */
  readonly id: string;
  readonly tool: string;
  /** An object when the model did as it should; its text when it is no JSON. */
  readonly input: Json;
}

/**
 * An answer as the provider sent it, with parts that only it understands, such as thought signatures and reasoning
 * items. They belong to the model that made them: no other one is shown them.
 */
export interface RawAnswer {
  /** Id of the model that answered. */
  readonly from: string;
  /** The provider's own message, as JSON. */
  readonly message: JsonObject;
}

/** Characters of JSON that a raw answer may have; a longer one is not kept. */
export const longestRawAnswer = 64_000;

/** A tool as it is offered to a model that calls tools natively. */
export interface ModelTool {
  readonly name: string;
  readonly description: string;
  /** Of its input: an object. */
  readonly schema: JsonSchema;
}

/**
 * The conversation as a step sees it, bounded: what a prompt is rendered from, as plain data.
 *
 * A language model reads `ModelRequest.messages` and has no need of it; a model that is no language
 * model, such as the offline one, or a test's, works from it directly.
 */
export interface Situation {
  readonly goal: GoalSpec;
  /** Why this step is taken. */
  readonly trigger: Trigger;
  /** What happened before the first entry, if anything was left out. */
  readonly summary?: string;
  readonly transcript: readonly TranscriptEntry[];
  /** Arguments that are known from earlier steps, by name. */
  readonly known: JsonObject;
  /** Names of the goal's tools that have completed, in order of completion. */
  readonly completed: readonly string[];
  /** Calls that wait for a person while this step is taken. */
  readonly pending: readonly { readonly tool: string; readonly input: JsonObject }[];
  /** Today in the goal's time zone, `YYYY-MM-DD`. */
  readonly today: string;
  /** Set when nobody takes part who could be asked: it goes on until the final answer. */
  readonly autonomous?: true;
  /** Set when a limit is near: this answer is the last one, and no tool is called any more. */
  readonly final?: true;
  /** What was wrong with the model's previous answer to this very request; it is asked once more. */
  readonly repair?: Repair;
}

/** Why a step is taken. */
export type Trigger =
  | { readonly kind: 'start' }
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'tool-results'; readonly callIds: readonly string[] }
  | { readonly kind: 'goal-changed' };

/** One line of the transcript, as a step sees it. */
export type TranscriptEntry =
  | { readonly role: 'user'; readonly text: string }
  | {
      readonly role: 'agent';
      readonly text: string;
      readonly next: Next;
      /** A call's id is missing in what an older Workflow sends. */
      readonly calls?: readonly (Omit<ProposedCall, 'callId'> & Partial<ProposedCall>)[];
      /** What the provider sent, where tools are called natively. */
      readonly raw?: RawAnswer;
    }
  | {
      readonly role: 'tool';
      readonly callId: string;
      readonly tool: string;
      readonly input: JsonObject;
      readonly outcome: ToolOutcome;
      readonly output?: Json;
      readonly error?: string;
      /** The call as the model asked for it, when a person changed its input. */
      readonly editedFrom?: string;
    }
  | { readonly role: 'system'; readonly text: string };

/** What was wrong with an answer, in words for the model. */
export interface Repair {
  readonly answer: string;
  readonly problem: string;
  /** The calls of the answer, where tools are called natively. */
  readonly calls?: readonly ModelCall[];
  readonly raw?: RawAnswer;
}

/** One call to a model. */
export interface ModelRequest {
  readonly purpose: ModelPurpose;
  readonly messages: readonly ModelMessage[];
  /** The shape that the answer must have, when it is data; plain text when left out. */
  readonly output?: { readonly name: string; readonly schema: JsonSchema };
  /** What the model may call natively, in place of an answer of a given shape. */
  readonly tools?: readonly ModelTool[];
  /** `none`: it may call no tool now; `required`: it has to call one. @defaultValue as it likes */
  readonly toolChoice?: 'none' | 'required';
  readonly situation: Situation;
}

/** What a model answered. */
export interface ModelResponse {
  /** The answer's text; JSON when the request asked for data. */
  readonly text: string;
  /** The tools that it calls, when the request offered any. */
  readonly calls?: readonly ModelCall[];
  /** Set when the answer has parts that the provider wants back. */
  readonly raw?: RawAnswer;
  /** Why it stopped. `refused`: the model would not answer, `text` says why when it does. */
  readonly finish: 'stop' | 'length' | 'refused' | 'filtered';
  readonly usage: ModelUsage;
  /** The model that answered, as the provider names it. */
  readonly model: string;
}

/** Tokens of one call; 0 where the provider does not count. */
export interface ModelUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** The part of `inputTokens` that a provider's prompt cache paid for. */
  readonly cachedInputTokens?: number;
}

/** What a call may use besides the request. */
export interface ModelCallOptions {
  /** Aborted on cancellation, time-out and shutdown; an implementation must pass it on. */
  readonly signal: AbortSignal;
  /** Told of the answer's text as it is written, piece by piece. A model that cannot write piece by piece leaves it alone. */
  readonly onText?: (piece: string) => void;
  /** Told when the pieces so far do not stand, because the answer begins anew. */
  readonly onRestart?: () => void;
}

/** Whose service a model is. */
export interface ModelProvider {
  /** As OpenTelemetry's conventions for generative AI name it, such as `openai` or `gcp.gemini`. */
  readonly name: string;
  /** The host that is called. */
  readonly address?: string;
  readonly port?: number;
}

/**
 * Anything that can plan a step, check a message and summarise.
 *
 * An implementation throws a `ModelFailure` (of `@durable-goals/activities`) that says whether time
 * heals it; any other error counts as one that does. It does not retry on its own.
 */
export interface Model {
  /** How it is named in messages, logs and `setModel`. */
  readonly id: string;
  /** Whose service it is, for whoever observes. */
  readonly provider?: ModelProvider;
  /** Ids of the models that may answer, when it is a list of several; a limit of cost needs a price for each. */
  readonly answeredBy?: readonly string[];
  generate(request: ModelRequest, options: ModelCallOptions): Promise<ModelResponse>;
}
