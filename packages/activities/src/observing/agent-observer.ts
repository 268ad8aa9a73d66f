import type {
  EndedStretch,
  GoalSpec,
  Json,
  JsonObject,
  ModelCall,
  ModelMessage,
  ModelProvider,
  ModelPurpose,
  ModelResponse,
  Stretch,
  ToolReply,
  ToolSpec,
} from '@durable-goals/core';

/**
 * Watches what a Worker does for its conversations while it does it, such as to make spans of it.
 *
 * It sees no secret that the Worker knows of. It cannot change what happens: what it throws is logged and ignored. A call
 * that is attempted again is watched again; what is only replayed is not.
 */
export interface AgentObserver {
  /**
   * Goes around a call to a model. It has to call `run`, which gives what came of the call or throws its failure, and to
   * settle soon after that.
   */
  modelCall?(call: ObservedModelCall, run: () => Promise<ObservedAnswer>): Promise<void>;
  /** Goes around an attempt to run a tool, in the same way. */
  toolCall?(call: ObservedToolCall, run: () => Promise<ObservedResult>): Promise<void>;
  /**
   * Told when a conversation stops working because it needs a person, a model that is away, or nothing any more. A Worker
   * that dies in that moment may have another one tell it again.
   */
  stretchEnded?(stretch: EndedStretch): void;
}

/** For which conversation something is done. */
export interface ObservedConversation {
  readonly conversationId: string;
  /** The first run's id: another conversation under the same id has another one. */
  readonly chainId: string;
  readonly goal: Pick<GoalSpec, 'id' | 'title' | 'hash'>;
  /** Missing where the conversation began, or took its goal up, on a Worker without an observer. */
  readonly stretch?: Stretch;
  /** Which attempt of the Activity it is, from 1 on. */
  readonly attempt: number;
}

/** A call to a model. What it says is asked for by functions, for it costs time to take secrets out. */
export interface ObservedModelCall extends ObservedConversation {
  readonly purpose: ModelPurpose;
  /** The model's id. */
  readonly model: string;
  readonly provider?: ModelProvider;
  /** Whether its answer has to be of a given shape. */
  readonly output: 'json' | 'text';
  /** Whether it is listened to while it answers. */
  readonly isStreamed: boolean;
  /** Whether older messages are summed up. */
  readonly isCompacted: boolean;
  readonly messages: () => readonly ModelMessage[];
}

/** What a model answered. */
export interface ObservedAnswer extends Pick<ModelResponse, 'finish' | 'usage' | 'model'> {
  /** Tools that it called natively. */
  readonly callCount: number;
  readonly text: () => string;
  readonly calls: () => readonly ModelCall[];
}

/** An attempt to run a tool. */
export interface ObservedToolCall extends ObservedConversation {
  readonly callId: string;
  readonly tool: Pick<ToolSpec, 'name' | 'description' | 'effect'>;
  readonly input: () => JsonObject;
}

/** How an attempt to run a tool ended; one whose outcome nobody knows throws instead. */
export interface ObservedResult {
  readonly outcome: ToolReply['kind'];
  /** The output, or why there is none. */
  readonly result: () => Json;
}
