import type { Readable, Writable } from 'node:stream';
import type { ToolOutcome } from '@durable-goals/core';
import { callNames } from './call-names.js';
import { askingWords, peopleWords } from '../approvals/approval-words.js';
import { lineQueue } from './line-queue.js';
import type { Screen } from './screen.js';
import { printable } from '../printable.js';
import { toolWords } from './tool-words.js';

/** Where a plain chat reads and writes. */
export interface PlainStreams {
  readonly input: Readable;
  /** The transcript, and nothing else. */
  readonly output: Writable;
  /** What the chat itself has to say. */
  readonly notes: Writable;
}

/** A chat for pipes and logs: one line is read for each question, and a transcript is written. */
export function plainScreen({ input, output, notes }: PlainStreams): Screen {
  const lines = lineQueue(input);
  const nameOf = callNames();
  const print = (text: string): void => void output.write(`${printable(text)}\n`);
  const note = (text: string): void => void notes.write(`${printable(text)}\n`);
  return {
    isLive: false,
    left: new AbortController().signal,
    opened: ({ conversationId, resumed }) =>
      note(`${resumed ? 'Back in' : 'New'} conversation '${conversationId}'.`),
    message(message) {
      const { role, text = '', by } = message;
      const words = toolWords(message);
      const name = nameOf(message);
      if (words) {
        const { outcome, result } = words;
        print(`tool ${name}${ending(outcome, result)}`);
      } else if (text !== '') {
        print(`${role === 'user' ? (by ?? 'you') : role}: ${indented(text)}`);
      }
    },
    approval(call) {
      print(`approve? ${call.tool} ${JSON.stringify(call.input)}`);
      for (const line of peopleWords(call)) note(line);
    },
    doubt(call) {
      print(`happened? ${call.tool} ${JSON.stringify(call.input)}: ${call.reason}`);
      for (const line of askingWords(call)) note(line);
    },
    note,
    problem: note,
    busy: () => undefined,
    idle: () => undefined,
    async ask() {
      const line = await lines.next();
      if (line === undefined) return undefined;
      print(`you: ${line}`);
      return { line };
    },
    close() {
      const unused = lines.close();
      if (unused > 0)
        note(unused === 1 ? '1 line was not used.' : `${unused} lines were not used.`);
    },
  };
}

function ending(outcome: ToolOutcome, result: string): string {
  if (outcome === 'completed') return result === '' ? '' : ` (${result})`;
  return result === '' ? ` ${outcome}` : ` ${outcome}: ${result}`;
}

function indented(text: string): string {
  return text.trim().replaceAll(/\n(?=[^\n])/g, '\n  ');
}
