import type {
  ConversationStatus,
  Effect,
  Json,
  JsonObject,
  JsonSchema,
  Limits,
  Message,
  PendingCalls,
  ToolSpec,
} from '@durable-goals/core';

/** A tool as the API describes it. */
export interface ToolInfo {
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly effect: Effect;
  readonly approval: ToolSpec['approval'];
  readonly inputSchema: JsonSchema;
}

/** A goal that a conversation can be started for. */
export interface GoalInfo {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly category?: string;
  readonly starterPrompt?: string;
  readonly tools: readonly ToolInfo[];
}

/** The goals that there are. */
export interface Goals {
  readonly items: readonly GoalInfo[];
  /** Those that only serve as tools: nobody begins them. */
  readonly subAgents: readonly GoalInfo[];
}

/** Who asks, and what there is. */
export interface Session {
  /** Nobody in particular, where nobody has to say who they are. */
  readonly principal: {
    readonly id: string;
    readonly name?: string;
    readonly roles: readonly string[];
  } | null;
  readonly authentication: 'none' | 'bearer' | 'jwt';
  readonly models: readonly string[];
}

/** A conversation in a list. */
export interface ConversationSummary {
  readonly conversationId: string;
  readonly goalId: string;
  readonly state: ConversationStatus['state'];
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly endedAt?: string;
  /** The first words of the person. */
  readonly title?: string;
  readonly approvals: number;
  readonly inDoubt: number;
}

/** A conversation as it stands. */
export interface Status extends ConversationStatus {
  /** What was last written; no Worker said so now. */
  readonly stale?: true;
  readonly links?: { readonly temporalUi?: string };
}

export interface MessagePage {
  readonly messages: readonly Message[];
  readonly more: boolean;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

export type Approval = Status['approvals'][number];
export type Doubt = Status['inDoubt'][number];

/** A person's decision on a call. */
export interface Decision {
  readonly decision: 'approve' | 'reject';
  readonly inputHash: string;
  readonly input?: JsonObject;
  readonly reason?: string;
}

/** What a person knows about a call in doubt. */
export interface Resolution {
  readonly happened: boolean;
  readonly output?: Json;
  readonly reason?: string;
}

export type { Json, JsonObject, JsonSchema, Limits, Message, PendingCalls };
