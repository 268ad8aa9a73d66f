/** Temporal's dynamic configuration of a server that allows a hundredth of what is usual. */
export const loweredLimits = {
  'limit.blobSize.error': 20_000,
  'limit.blobSize.warn': 15_000,
  'limit.historyCount.error': 300,
  'history.maximumSignalsPerExecution': 50,
  'history.maxTotalUpdates': 20,
} as const;

/** The same, as Workers are told. */
export const serverLimits = {
  payloadBytes: 20_000,
  events: 300,
  signals: 50,
  updates: 20,
} as const;
