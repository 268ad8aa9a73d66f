/** Remembers what an idempotency key was first used for, so that another use of it can be refused. */
export interface RequestKeys {
  /**
   * Notes what a key is used for, unless it was used before. Keys are forgotten after a week.
   *
   * @returns the fingerprint of its first use: the one given, where this is the first.
   * @throws `StoreUnavailable`
   */
  firstUse(use: KeyUse): Promise<string>;
}

/** One use of a key. */
export interface KeyUse {
  /** Whose key it is: the same one in another scope is another key. */
  readonly scope: string;
  readonly key: string;
  /** Of the request: the same for a repeat, another for any other request. */
  readonly fingerprint: string;
}
