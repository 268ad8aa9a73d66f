import { appendFileSync, readFileSync } from 'node:fs';

/** Written as an attempt begins, by the process that makes it; it outlives that process. */
interface AttemptNote {
  readonly kind: 'attempt';
  readonly conversationId: string;
  readonly key: string;
}

/** Written as a tool reports progress. */
interface HeartbeatNote {
  readonly kind: 'heartbeat';
  readonly conversationId: string;
}

type Note = AttemptNote | HeartbeatNote;

export function writeNote(file: string, note: Note): void {
  appendFileSync(file, `${JSON.stringify(note)}\n`);
}

/** What a conversation's Workers wrote down, oldest first. */
export function notesOf(file: string, conversationId: string): readonly Note[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Note)
    .filter((note) => note.conversationId === conversationId);
}
