import type { Conversation } from '@durable-goals/client';
import {
  canonicalJson,
  type ConversationStatus,
  type ConversationStore,
  type Message,
} from '@durable-goals/core';

/** A status, and whether it is what was known last. */
type Status = ConversationStatus & { readonly stale?: true };

/** What is new of a conversation. */
export interface News {
  /** In order. One whose `seq` was read before is another one now. */
  readonly messages: readonly Message[];
  /** Left out when it is the same as before. */
  readonly status?: Status;
  /** When that was so, in milliseconds of the Workflow's clock. */
  readonly at?: number;
  readonly hasEnded: boolean;
}

/** Reads on in a conversation, from message to message. */
export interface Reader {
  /**
   * Reads what the store has.
   *
   * @param hinted - The last message that there is said to be; when the store is behind it, the Workflow is asked.
   */
  look(hinted?: number): Promise<News>;
  /** Asks the Workflow, and learns by it whether a Worker runs. @throws `NoConversation`, `TemporalUnreachable` */
  ask(): Promise<News>;
}

const pageLength = 200;
/** Messages read before that are remembered, to see whether they are still the same. */
const remembered = 20;

/** Makes a reader that begins after a message. */
export function readerOf(
  conversation: Conversation,
  store: ConversationStore,
  start: number,
): Reader {
  let last = start;
  /** What whoever reads has already. */
  let had = start;
  let chain: string | undefined;
  let told = '';
  let lastStatus: Status | undefined;
  let isStale = false;
  const seen = new Map<number, string>();
  const identity = ({ id, at }: Message): string => `${id} ${at}`;

  function take(messages: readonly Message[]): readonly Message[] {
    const fresh = messages.filter((message) => {
      const before = seen.get(message.seq);
      return before === undefined ? message.seq > had : before !== identity(message);
    });
    for (const message of messages) {
      seen.delete(message.seq);
      seen.set(message.seq, identity(message));
      last = Math.max(last, message.seq);
    }
    for (const seq of seen.keys()) {
      if (seen.size <= remembered) break;
      seen.delete(seq);
    }
    return fresh;
  }

  function statusNews(given: Status): Pick<News, 'status'> {
    const { stale: _, ...rest } = given;
    const status: Status = isStale ? { ...rest, stale: true } : rest;
    const key = canonicalJson(status);
    if (key === told) return {};
    told = key;
    lastStatus = status;
    return { status };
  }

  async function stored(chainId: string, upTo: number): Promise<readonly Message[]> {
    const ref = { conversationId: conversation.id, chainId };
    const found: Message[] = [];
    for (let after = Math.min(last, Math.max(0, upTo - 1)); ;) {
      const page = await store.transcript(ref, { after, limit: pageLength });
      found.push(...page.messages);
      after = page.messages.at(-1)?.seq ?? after;
      if (!page.more) return found;
    }
  }

  /** An id that has another conversation now, or a place behind its end: it is read from the start. */
  function turnTo(chainId: string, lastSeq: number): void {
    const isAnother = chain !== undefined && chain !== chainId;
    if (isAnother || (chain === undefined && last > lastSeq)) startAgain();
    chain = chainId;
  }

  function startAgain(): void {
    last = 0;
    had = 0;
    seen.clear();
  }

  async function ask(): Promise<News> {
    const status = await conversation.status();
    isStale = status.stale === true;
    if (chain === undefined && status.stale !== true && last > status.lastSeq) startAgain();
    const messages = last < status.lastSeq ? take(await conversation.messages(last)) : [];
    return { messages, ...statusNews(status), hasEnded: status.state === 'ended' };
  }

  return {
    ask,
    async look(hinted = 0) {
      const found = await store.conversation({ conversationId: conversation.id });
      if (found === undefined || found.status.lastSeq < hinted) return await ask();
      const { chainId, status, updatedAt } = found;
      turnTo(chainId, status.lastSeq);
      if (hinted > 0) isStale = false;
      const messages = take(await stored(chainId, status.lastSeq));
      // What the Workflow said a moment ago is newer than what the store will be told in another.
      const isBehind = status.lastSeq < (lastStatus?.lastSeq ?? 0);
      return {
        messages,
        ...(isBehind ? {} : statusNews(status)),
        at: Date.parse(updatedAt),
        hasEnded: status.state === 'ended',
      };
    },
  };
}
