import type { Limits, Status } from '../api/shapes.js';
import { labelOf } from '../values/label.js';
import { momentWords } from '../values/time-words.js';

/** What the state is shown as. */
type Tone = 'busy' | 'ready' | 'asks' | 'waits' | 'trouble' | 'over';

/** Where a conversation stands, for a person. */
export interface StateWords {
  readonly tone: Tone;
  /** Two or three words. */
  readonly short: string;
  /** Why it does not go on by itself, and what goes on from there. */
  readonly long: string;
}

const limitWords: Readonly<Record<keyof Limits, (max: number) => string>> = {
  turns: (max) => counted(max, 'message'),
  modelCalls: (max) => counted(max, 'model call'),
  toolCalls: (max) => counted(max, 'tool call'),
  tokens: (max) => counted(max, 'token'),
  costUsd: (max) => `${max} USD`,
  wallTimeMs: (max) => counted(Math.round(max / 60_000), 'minute'),
  stepsPerTurn: (max) => `${counted(max, 'step')} for one message`,
  sameCall: (max) => `${counted(max, 'equal call')} of one tool`,
};

/** Says where a conversation stands, and always why it waits. */
export function stateWords(status: Status | undefined, now: number): StateWords {
  if (status === undefined) return { tone: 'busy', short: 'Loading', long: 'Loading…' };
  const words = freshWords(status, now);
  if (status.stale !== true || status.state === 'ended') return words;
  if (words.tone === 'busy') {
    const long = 'Waiting for a Worker; none answers right now. What you send is kept.';
    return { tone: 'waits', short: 'Waiting', long };
  }
  const long = `${words.long} No Worker answers right now, so this may be out of date; what you send is kept.`;
  return { ...words, long };
}

function freshWords(status: Status, now: number): StateWords {
  const { state, waiting, limit, approvals, inDoubt, running, queued } = status;
  if (limit !== undefined) {
    const most = limitWords[limit.limit](limit.max);
    const long = `Stopped at its limit of ${most}. It goes on once more is granted.`;
    return { tone: 'trouble', short: 'Limit reached', long };
  }
  switch (state) {
    case 'ended':
      return endedWords(status);
    case 'in-doubt':
      return {
        tone: 'trouble',
        short: 'In doubt',
        long: `Waiting for you: nobody knows whether ${names(inDoubt)} happened. Say which, and it goes on.`,
      };
    case 'awaiting-approval':
      return {
        tone: 'asks',
        short: 'Needs approval',
        long: `Waiting for approval of ${names(approvals)}.`,
      };
    case 'waiting-for-model': {
      const until =
        waiting?.until === undefined
          ? ' It goes on at the next message, with another model, or when you retry.'
          : '';
      const when = waiting?.until === undefined ? '' : ` until ${momentWords(waiting.until, now)}`;
      const why = sentence(waiting?.reason ?? 'It did not answer.');
      return {
        tone: 'waits',
        short: 'Waiting for the model',
        long: `Waiting for the model${when}: ${why}${until}`,
      };
    }
    case 'awaiting-user':
      return { tone: 'ready', short: 'Your turn', long: 'Waiting for your message.' };
    case 'continued':
    case 'working': {
      const more = queued > 1 ? ` ${queued} messages wait for their turn.` : '';
      if (running.length === 0)
        return { tone: 'busy', short: 'Thinking', long: `Thinking…${more}` };
      return { tone: 'busy', short: 'Working', long: `Running ${list(running)}…${more}` };
    }
  }
}

function endedWords({ outcome, failure }: Status): StateWords {
  if (failure !== undefined) return { tone: 'trouble', short: 'Failed', long: sentence(failure) };
  const long =
    outcome === 'done'
      ? 'The goal is reached; this conversation is over.'
      : 'This conversation is over.';
  return { tone: 'over', short: outcome === 'done' ? 'Done' : 'Ended', long };
}

function names(calls: readonly { readonly tool: string }[]): string {
  return list(calls.map(({ tool }) => tool));
}

function list(tools: readonly string[]): string {
  const labels = [...new Set(tools)].map((tool) => `“${labelOf(tool)}”`);
  return labels.length < 2
    ? labels.join('')
    : `${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}`;
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString()} ${noun}${count === 1 ? '' : 's'}`;
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
