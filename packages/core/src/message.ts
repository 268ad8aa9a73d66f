import type { Json, JsonObject } from './json.js';
import type { RawAnswer } from './model.js';
import type { WholeResult } from './result-store.js';
import type { Effect } from './tool.js';

/** What the agent wants next: an answer from the person, tool calls, another goal, or nothing more. */
export type Next = 'question' | 'confirm' | 'pick-new-goal' | 'done';

/** One entry of a conversation's transcript. `seq` grows by one with each and never repeats. */
export interface Message {
  /** The sender's own id for a person's message; made by the conversation for all others. */
  readonly id: string;
  readonly seq: number;
  /** The turn that it belongs to; turn 0 is the start. */
  readonly turn: number;
  /** When it was taken, ISO 8601 in UTC, by the Workflow's clock. */
  readonly at: string;
  readonly role: 'user' | 'agent' | 'tool' | 'system';
  readonly text?: string;
  readonly step?: MessageStep;
  readonly toolCall?: ToolCall;
  readonly toolResult?: ToolResult;
  /** What the provider sent for an agent's message, for its model only; it is not shown and not stored. */
  readonly raw?: RawAnswer;
  /** The model that made an agent's message, as it names itself. */
  readonly model?: string;
  /** The hash of the prompts that an agent's message was made with. */
  readonly promptVersion?: string;
  /** Who sent a person's message, when that is known. */
  readonly by?: string;
}

/** What an agent's message proposes. */
export interface MessageStep {
  readonly next: Next;
  readonly calls?: readonly ProposedCall[];
  /** With `done`, what the goal gives; it has the shape of the goal's `output`. */
  readonly output?: JsonObject;
}

/** A tool call as the agent proposed it. */
export interface ProposedCall {
  readonly callId: string;
  readonly tool: string;
  readonly input: JsonObject;
  /** The provider's own ids of it, where tools are called natively; two calls that were the same are one. */
  readonly ids?: readonly string[];
}

/** A tool call as it was decided on. */
export interface ToolCall extends ProposedCall {
  /** SHA-256 of the canonical JSON of tool and input, hexadecimal; what an approval names. */
  readonly inputHash: string;
  readonly effect: Effect;
  readonly approval?: ApprovalRecord;
  /** Who carried it out, where that is an agent of its own. */
  readonly subAgent?: SubAgentRef;
}

/** An agent that carries out a call of another one's, and what was decided for it there. */
export interface SubAgentRef {
  readonly goalId: string;
  /** Its own conversation. */
  readonly conversationId: string;
  /** What people decided about its calls through the conversation above. */
  readonly decisions?: readonly SubAgentDecision[];
}

/** A person's word on a call of a sub-agent, which is on its own record too. */
export interface SubAgentDecision {
  /** As the conversation above names it. */
  readonly callId: string;
  readonly tool: string;
  readonly decision: 'approved' | 'rejected' | 'resolved';
  readonly inputHash?: string;
  readonly by: string;
  readonly reason?: string;
  readonly at: string;
}

/** How the question whether a call may run was settled. */
export interface ApprovalRecord {
  readonly decision: 'approved' | 'rejected' | 'expired' | 'withdrawn';
  /** The call as it was proposed, when the one who approved it changed its input. */
  readonly editedFrom?: string;
  /** Who decided; `local` when nobody was authenticated. */
  readonly by?: string;
  readonly reason?: string;
  readonly at: string;
  /** Nobody decided in time, and the tool runs then. */
  readonly byDefault?: true;
  /** Everyone who approved, in order, where the tool asks for two people. */
  readonly approvals?: readonly GivenApproval[];
}

/** One person's yes to a call that needs two of them, or one's word on a call in doubt. */
export interface GivenApproval {
  readonly by: string;
  readonly reason?: string;
  readonly at: string;
}

/**
 * How a tool call ended.
 *
 * `completed` and `failed` ran; `rejected`, `expired` and `withdrawn` never did; `not-run` was tried
 * and is known to have had no effect; `in-doubt` may or may not have happened.
 */
export type ToolOutcome =
  | 'completed'
  | 'failed'
  | 'rejected'
  | 'expired'
  | 'withdrawn'
  | 'not-run'
  | 'in-doubt';

/** What came of a tool call. `isError` marks everything but `completed`. */
export interface ToolResult {
  readonly callId: string;
  readonly output?: Json;
  /** Where the whole output is, when it was too large and `output` has its beginning. */
  readonly whole?: WholeResult;
  readonly error?: string;
  readonly isError: boolean;
  readonly outcome: ToolOutcome;
  /** Who said how a call in doubt ended. */
  readonly resolved?: GivenApproval;
}
