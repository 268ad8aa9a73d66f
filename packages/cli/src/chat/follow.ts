import type { StatusNow } from '@durable-goals/client';
import type { Message } from '@durable-goals/core';
import { CliError, exitCodes } from '../cli-error.js';
import { howToRun } from '../invocation.js';
import type { ChatSettings } from './chat-settings.js';
import { conversationReader, type Reading } from './conversation-reader.js';
import type { Request } from './request.js';
import { busyWords, waitingWords } from './status-words.js';

const shortestPauseMs = 60;
const longestPauseMs = 800;
const newsPauseMs = 1_000;
const slowAfterMs = 3_000;

/** Shows what happens in a conversation, as it happens. */
export interface Follower {
  /** Ids of messages that the person sees already, having typed them. */
  readonly own: Set<string>;
  hasSeen(id: string): boolean;
  /**
   * Shows what is new until the conversation needs a person.
   *
   * @param request - What was sent and has to be taken first.
   * @returns `undefined` when the person left.
   * @throws `CliError` when a pipe's patience is over.
   */
  untilNeeded(request?: Request): Promise<StatusNow | undefined>;
  /** Looks after the conversation while a person thinks; the signal says that something has changed. */
  news(): { readonly signal: AbortSignal; stop(): void };
}

export function follower(
  settings: Omit<ChatSettings, 'signal'> & {
    readonly left: AbortSignal;
  },
): Follower {
  const { screen, left, timeoutMs } = settings;
  const read = conversationReader(settings.conversation);
  const own = new Set<string>();
  const seen = new Set<string>();
  let isFirst = true;
  let last = '';

  const show = (messages: readonly Message[]): void => {
    const skipped = isFirst ? Math.max(0, messages.length - settings.shownBefore) : 0;
    if (skipped > 0) screen.note(`${skipped} earlier messages are not shown.`);
    if (messages.length > 0) isFirst = false;
    for (const message of messages.slice(skipped)) {
      seen.add(message.id);
      if (!own.has(message.id)) screen.message(message);
    }
  };

  const look = async (): Promise<Reading> => {
    const reading = await read();
    if (reading.kind === 'read') show(reading.messages);
    return reading;
  };

  const busyLabel = async (reading: Reading, quietMs: number): Promise<string> => {
    if (reading.kind !== 'read') return 'waiting';
    const words = busyWords(reading.status);
    const why = screen.isLive && quietMs > slowAfterMs ? await settings.whySlow() : undefined;
    return why === undefined ? words : `${words}, ${why}`;
  };

  return {
    own,
    hasSeen: (id) => seen.has(id),
    async untilNeeded(request) {
      let quietSince = Date.now();
      let said = '';
      for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(pauseMs * 1.4, longestPauseMs)) {
        if (left.aborted) return undefined;
        const reading = await look();
        const refusal = request?.refusal();
        if (refusal !== undefined) {
          screen.problem(refusal);
          request = undefined;
        }
        const news = key(reading);
        if (news !== last) {
          last = news;
          quietSince = Date.now();
          pauseMs = shortestPauseMs;
        }
        if (needsPerson(reading, screen.isLive) && (request?.isTaken(reading.status) ?? true)) {
          screen.idle();
          return reading.status;
        }
        const reason = whyNothing(reading);
        if (!screen.isLive && reason !== undefined && reason !== said) screen.note(reason);
        said = reason ?? '';
        const quietMs = Date.now() - quietSince;
        screen.busy(reason ?? (await busyLabel(reading, quietMs)));
        checkPatience({
          reason,
          isLive: screen.isLive,
          quietMs: Date.now() - quietSince,
          timeoutMs,
        });
        await pause(pauseMs, left);
      }
    },
    news() {
      const changed = new AbortController();
      const stopped = new AbortController();
      const watch = async (): Promise<void> => {
        while (!stopped.signal.aborted) {
          await pause(newsPauseMs, stopped.signal);
          if (stopped.signal.aborted) return;
          const reading = await look();
          if (reading.kind === 'read' && key(reading) !== last) return changed.abort();
        }
      };
      void watch().catch(() => changed.abort());
      return {
        signal: AbortSignal.any([changed.signal, left]),
        stop: () => stopped.abort(),
      };
    },
  };
}

/** What has to change for it to be news. */
function key(reading: Reading): string {
  if (reading.kind === 'unanswered') return reading.reason;
  const { state, lastSeq, approvals, inDoubt, waiting, limit, running } = reading.status;
  const calls = [...approvals, ...inDoubt].map(({ callId }) => callId);
  return JSON.stringify([state, lastSeq, calls, waiting, limit, running]);
}

function needsPerson(
  reading: Reading,
  isLive: boolean,
): reading is Extract<Reading, { kind: 'read' }> {
  if (reading.kind !== 'read' || reading.status.state === 'working') return false;
  // A pipe has nothing to say while the model is tried again unasked.
  return isLive || reading.status.waiting?.until === undefined;
}

/** Why nothing goes on, if so. */
function whyNothing(reading: Reading): string | undefined {
  if (reading.kind === 'read') {
    const { waiting } = reading.status;
    return waiting ? waitingWords(waiting) : undefined;
  }
  if (reading.status === undefined) return `Waiting for Temporal: ${reading.reason}`;
  return `queued: no worker has taken it yet. Start one with \`${howToRun('worker')}\`.`;
}

function checkPatience({
  reason,
  isLive,
  quietMs,
  timeoutMs,
}: {
  readonly reason: string | undefined;
  readonly isLive: boolean;
  readonly quietMs: number;
  readonly timeoutMs: number;
}): void {
  if (reason === undefined || isLive || quietMs < timeoutMs) return;
  throw new CliError(
    `Nothing came within ${Math.round(timeoutMs / 1000)} s; what was sent is kept and goes on by itself. ${reason}`,
    exitCodes.nothingCame,
  );
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
