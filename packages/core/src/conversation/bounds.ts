/**
 * Bounds that keep a conversation within what Temporal's server takes: 2 MB a payload.
 *
 * Sizes are in UTF-16 units of JSON text: cheap to know, and three bytes each at most.
 */
export const bounds = {
  /** A person's message. */
  messageLength: 32_000,
  /** Messages that wait for their turn. */
  queuedMessages: 100,
  queuedLength: 100_000,
  /** Callers who wait for a turn; the server allows ten Updates in flight. */
  parkedCallers: 6,
  /** Client ids that are remembered. */
  seenIds: 1_000,
  /** Messages that a run keeps for reading. */
  keptMessages: 400,
  keptSize: 400_000,
  /** What one tool result may take in the model's window and across continue-as-new. */
  outputInWindow: 16_000,
  /** What the next run gets. */
  carriedSize: 200_000,
  /** The model's window; beyond half of it, the older part is summed up early. */
  windowSize: 300_000,
  /** Tool calls of one step, and their inputs together. */
  callsPerStep: 16,
  inputsPerStep: 100_000,
  /** An error's text, as the model and the transcript get it. */
  errorLength: 4_000,
  /** What a conversation may be started with. */
  startLength: 100_000,
  /** Window at which messages are dropped without a summary, when none could be made. */
  windowHardMax: 60,
  /** Arguments that are remembered. */
  knownArguments: 50,
  knownArgumentSize: 1_000,
  /** A page of the `messages` query. */
  pageSize: 80_000,
  resultMessages: 20,
  resultSize: 60_000,
  id: 200,
} as const;
