import type { Effect, ToolOutcome } from '@durable-goals/core';
import type { Json, Message } from '../api/shapes.js';
import { isObject } from '../values/table.js';
import { labelOf } from '../values/label.js';
import { momentWords } from '../values/time-words.js';

/** How a call ended, in a word. */
export const outcomeWords: Readonly<Record<ToolOutcome, string>> = {
  completed: 'Done',
  failed: 'Failed',
  rejected: 'Rejected',
  expired: 'Expired',
  withdrawn: 'Withdrawn',
  'not-run': 'Did not run',
  'in-doubt': 'In doubt',
};

/** What a repeat of a call would do. */
export const effectWords: Readonly<Record<Effect, string>> = {
  read: 'Only reads',
  idempotent: 'A repeat has no second effect',
  unsafe: 'Attempted at most once',
};

/** How many there are in a list that a call gave: `12 events`; `''` where it gave none. */
export function summaryOf(output: Json | undefined): string {
  if (Array.isArray(output)) return counted(output.length, 'results');
  if (!isObject(output)) return '';
  const list = Object.entries(output).find(([, value]) => Array.isArray(value));
  if (list === undefined) return '';
  return counted((list[1] as readonly Json[]).length, labelOf(list[0]).toLowerCase());
}

/** Who decided on a call, and on those of the sub-agent that carried it out, when and why. */
export function decisionWords({ toolCall, toolResult }: Message, now: number): string[] {
  const lines: string[] = [];
  const approval = toolCall?.approval;
  if (approval !== undefined) {
    const people = approval.approvals ?? [];
    for (const { by, at, reason } of people) {
      lines.push(line('Approved', { by, at, reason }, now));
    }
    if (people.length === 0) {
      const word = {
        approved: 'Approved',
        rejected: 'Rejected',
        expired: 'Expired',
        withdrawn: 'Withdrawn',
      };
      const own = approval.byDefault
        ? 'Nobody decided in time, so it ran;'
        : word[approval.decision];
      lines.push(line(own, approval, now));
    }
    if (approval.editedFrom !== undefined)
      lines.push('Its input was edited before it was approved.');
  }
  for (const { tool, decision, ...given } of toolCall?.subAgent?.decisions ?? []) {
    lines.push(line(`“${labelOf(tool)}” ${decision}`, given, now));
  }
  const resolved = toolResult?.resolved;
  if (resolved !== undefined) lines.push(line('Resolved', resolved, now));
  return lines;
}

interface Given {
  readonly by?: string | undefined;
  readonly at: string;
  readonly reason?: string | undefined;
}

function line(word: string, { by, at, reason }: Given, now: number): string {
  const who = isNamed(by) ? ` by ${by}` : '';
  return `${word}${who}, ${momentWords(at, now)}${reason === undefined ? '' : `: ${reason}`}`;
}

function counted(count: number, name: string): string {
  return `${count} ${count === 1 ? name.replace(/s$/, '') : name}`;
}

/** Whether somebody signed in for it: `local` is whoever sits at a server that asks nobody. */
export function isNamed(by: string | undefined): by is string {
  return by !== undefined && by !== 'local';
}
