import type { ConversationStatus, Json, LiveTool, Message } from '@durable-goals/core';

/** What somebody who follows a conversation is told, in the order in which it is told. */
export type FeedEvent =
  /** The next message; one whose `seq` came before replaces that one. */
  | { readonly event: 'message'; readonly data: Message }
  | { readonly event: 'state'; readonly data: ConversationStatus & { readonly stale?: true } }
  /** Words of the answer that is being written, and where they go, in UTF-16 units. */
  | {
      readonly event: 'text';
      readonly data: { readonly key: string; readonly text: string; readonly from: number };
    }
  /** What was written under a key did not stand. */
  | { readonly event: 'retract'; readonly data: { readonly key: string } }
  | {
      readonly event: 'tool';
      readonly data: {
        readonly callId: string;
        readonly tool: string;
        readonly state: LiveTool['state'];
        readonly progress?: Json;
      };
    }
  /** The conversation has ended, and there will be nothing more. */
  | { readonly event: 'end'; readonly data: Readonly<Record<string, never>> };
