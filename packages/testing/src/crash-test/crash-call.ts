import { randomUUID } from 'node:crypto';
import type { AgentClient, Conversation } from '@durable-goals/client';
import { crashGoalId } from './crash-goal.js';
import { notesOf } from './crash-journal.js';
import type { CrashPoint } from './crash-points.js';
import type { CrashRun } from './crash-report.js';
import type { CrashWorkers } from './crash-workers.js';

/** What a call is made with. */
export interface CallParts {
  readonly agents: AgentClient;
  readonly workers: CrashWorkers;
  readonly journal: string;
  /** Where each Worker process in turn is killed. */
  readonly points: readonly CrashPoint[];
  readonly effects: () => readonly unknown[] | Promise<readonly unknown[]>;
}

/** What came of a call. */
export interface CrashedCall extends Pick<CrashRun, 'attempts' | 'keys' | 'effects' | 'outcome'> {
  readonly heartbeats: number;
  /** Why it did not complete, where that is known. */
  readonly error?: string;
}

const longestMs = 60_000;

/** Has the tool called once in a conversation of its own, and looks at what happened. */
export async function runCall({
  agents,
  workers,
  journal,
  points,
  effects,
}: CallParts): Promise<CrashedCall> {
  await workers.arm(points);
  const before = (await effects()).length;
  const conversationId = `crash-test-${randomUUID()}`;
  const chat = await agents.start(crashGoalId, { conversationId, queuedPrompts: ['Run it.'] });
  const ending = await endingOf(chat);
  const happened = (await effects()).length - before;
  await chat.end();
  const notes = notesOf(journal, conversationId);
  const keys = notes.flatMap((note) => (note.kind === 'attempt' ? [note.key] : []));
  return {
    ...ending,
    attempts: keys.length,
    keys: [...new Set(keys)],
    effects: happened,
    heartbeats: notes.filter(({ kind }) => kind === 'heartbeat').length,
  };
}

async function endingOf(chat: Conversation): Promise<Pick<CrashedCall, 'outcome' | 'error'>> {
  const { state, waiting, stale } = await chat.waitFor(undefined, { timeoutMs: longestMs });
  if (stale || state === 'working') return { outcome: 'unfinished' };
  if (state === 'in-doubt') return { outcome: 'in-doubt' };
  const messages = await chat.messages();
  const result = messages.findLast(({ toolResult }) => toolResult !== undefined)?.toolResult;
  if (result !== undefined) {
    return {
      outcome: result.outcome,
      ...(result.error === undefined ? {} : { error: result.error }),
    };
  }
  // It was never called: the input does not fit, say, and the conversation says why.
  const error = waiting?.reason ?? messages.findLast(({ role }) => role === 'agent')?.text;
  return { outcome: 'not-run', ...(error === undefined ? {} : { error }) };
}
