/**
 * Where results are kept that are too large for a conversation: the conversation has their beginning and says where
 * the whole is. Nothing in it is ever removed but by `forget`.
 *
 * Every method rejects with `StoreUnavailable` when the store cannot be reached.
 */
export interface ResultStore {
  /** Keeps a result; the same again changes nothing. */
  put(call: ResultOwner, content: string): Promise<WholeResult>;
  /** A result by its `reference`, or nothing when it is not kept here. */
  get(reference: string): Promise<string | undefined>;
  has(reference: string): Promise<boolean>;
  /** Removes all results of the conversations under that id, for good. */
  forget(conversationId: string): Promise<void>;
  close(): Promise<void>;
}

/** The call that a result is of. */
export interface ResultOwner {
  readonly conversationId: string;
  /** The first run's id. */
  readonly chainId: string;
  readonly callId: string;
}

/** Where the whole of a result is, which a conversation has the beginning of. */
export interface WholeResult {
  readonly reference: string;
  /** Of its JSON, in UTF-8. */
  readonly bytes: number;
  /** Of its JSON, hexadecimal. */
  readonly sha256: string;
}
