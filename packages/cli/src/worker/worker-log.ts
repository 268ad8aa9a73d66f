import { DefaultLogger, type Logger, type LogEntry } from '@temporalio/worker';

/**
 * A logger for a person: what tools and conversations say, and warnings; the SDK's own chatter only
 * when `verbose`.
 */
export function workerLogger(write: (line: string) => void, verbose: boolean): Logger {
  return new DefaultLogger(verbose ? 'DEBUG' : 'INFO', (entry) => {
    if (verbose || isForPeople(entry)) write(logLine(entry));
  });
}

function isForPeople({ level, meta, message }: LogEntry): boolean {
  if (level === 'WARN' || level === 'ERROR') return true;
  // An Activity's start and end are in the transcript already.
  return (
    meta?.['sdkComponent'] === 'activity' &&
    !/^Activity (started|completed|failed|cancelled)/.test(message)
  );
}

function logLine({ level, timestampNanos, message, meta }: LogEntry): string {
  const time = new Date(Number(timestampNanos / 1_000_000n)).toISOString().slice(11, 19);
  const { workflowId, activityType, error } = meta ?? {};
  const about = [workflowId, activityType].filter((part) => typeof part === 'string').join(' ');
  const words = [time, level, about, message, errorWords(error)];
  return words.filter((word) => word !== '').join('  ');
}

function errorWords(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { cause } = error;
  return cause instanceof Error && cause.message !== error.message
    ? `${error.message}: ${cause.message}`
    : error.message;
}
