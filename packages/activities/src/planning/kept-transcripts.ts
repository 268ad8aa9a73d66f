import { randomBytes } from 'node:crypto';
import {
  continuedMark,
  wholeTranscript,
  type PlanRequest,
  type TranscriptEntry,
} from '@durable-goals/core';

/** Characters of JSON that a Worker keeps of all transcripts together; those least lately planned go first. */
const mostCharacters = 16_000_000;

/** The transcripts of conversations that this Worker planned for, so that the next request need not bring them again. */
export interface KeptTranscripts {
  /** The transcript of a request, or `undefined` when its beginning is not here (any more). */
  whole(request: PlanRequest): readonly TranscriptEntry[] | undefined;
  /** Keeps it for the next request. @returns what the reply tells of it. */
  keep(request: PlanRequest, transcript: readonly TranscriptEntry[]): { readonly kept?: string };
}

interface Kept {
  readonly as: string;
  /** Sequence number of the first entry's message; the others follow without a gap. */
  readonly from: number;
  readonly entries: readonly TranscriptEntry[];
  readonly size: number;
}

/**
 * What one Worker keeps. Each has a name that is given once, and that history has only when the reply came there: so it
 * stands for exactly what was planned with, also after a reset, or when an attempt comes twice.
 */
export function keptTranscripts(most = mostCharacters): KeptTranscripts {
  const worker = randomBytes(4).toString('base64url');
  // Of each conversation the newest, and the one that the newest goes on from: an attempt may be made again.
  const conversations = new Map<string, readonly Kept[]>();
  let count = 0;
  let size = 0;

  function find({ chainId, continues }: PlanRequest): Kept | undefined {
    return conversations.get(chainId)?.find(({ as }) => as === continues?.kept);
  }

  function put(chainId: string, kept: readonly Kept[]): void {
    size -= sizeOf(conversations.get(chainId));
    conversations.delete(chainId);
    size += sizeOf(kept);
    conversations.set(chainId, kept);
    for (const [oldest, its] of conversations) {
      if (size <= most) return;
      size -= sizeOf(its);
      conversations.delete(oldest);
    }
  }

  return {
    whole(request) {
      const { continues } = request;
      if (continues === undefined) return wholeTranscript(request);
      const kept = find(request);
      if (kept === undefined || continues.from < kept.from) return undefined;
      const first = continues.from - kept.from;
      const beginning = kept.entries.slice(first, first + continues.count);
      if (beginning.length < continues.count) return undefined;
      return wholeTranscript(request, beginning);
    },
    keep(request, entries) {
      const { chainId, continues } = request;
      const from = continues?.from ?? request.from;
      if (from === undefined) return {};
      const { length } = JSON.stringify(entries);
      if (length > most / 8) return {};
      const as = `${worker}.${(count += 1).toString(36)}`;
      const before = find(request);
      const newest = { as, from, entries, size: length };
      put(chainId, before === undefined ? [newest] : [newest, before]);
      return { kept: as };
    },
  };
}

function sizeOf(kept: readonly Kept[] = []): number {
  return kept.reduce((sum, one) => sum + one.size, 0);
}

/** The goal as the conversation recorded it, whatever the request adds to its hash. */
export function goalOf({ goal, continues }: PlanRequest): PlanRequest['goal'] {
  return continues === undefined
    ? goal
    : { ...goal, hash: goal.hash.slice(0, -continuedMark.length) };
}
