import { completionStream } from './completion-stream.js';
import { longestBodyBytes } from './read-body.js';

/** What came as an answer: a body to be parsed, or one that was put together from a stream. */
export type ReadAnswer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'body'; readonly body: unknown }
  /** No answer, for this reason. */
  | { readonly kind: 'broken'; readonly fact: string };

/** The longest line of a stream, in characters; a chunk of an answer is a few hundred. */
const longestLine = 4 * 1024 * 1024;

const streamLine = /^(?:data|event|id|retry)?:/;

/**
 * Reads an answer that may be streamed, whatever it was asked for and whatever it calls itself: many endpoints send plain
 * JSON to who asks for a stream.
 *
 * @param onText - Told of each piece of the answer's text.
 */
export async function readAnswer(
  response: Response,
  onText: (piece: string) => void,
): Promise<ReadAnswer> {
  const declared = response.headers.get('content-type')?.includes('event-stream') ?? false;
  const decoder = new TextDecoder();
  let stream: EventLines | undefined;
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > longestBodyBytes) {
      return { kind: 'broken', fact: `more than ${longestBodyBytes / 1024 / 1024} MB` };
    }
    const piece = decoder.decode(chunk, { stream: true });
    if (stream === undefined) {
      text += piece;
      if (!declared && !looksStreamed(text)) continue;
      stream = eventLines(onText);
      stream.take(text);
    } else {
      stream.take(piece);
    }
    // Some leave the connection open behind their last word.
    if (stream.isOver()) break;
  }
  const rest = decoder.decode();
  if (stream === undefined) return { kind: 'text', text: text + rest };
  stream.take(`${rest}\n`);
  return stream.result();
}

function looksStreamed(text: string): boolean {
  return streamLine.test(text.slice(0, 100).trimStart());
}

interface EventLines {
  take(piece: string): void;
  isOver(): boolean;
  result(): ReadAnswer;
}

function eventLines(onText: (piece: string) => void): EventLines {
  const completion = completionStream();
  let pending = '';
  let event = '';
  let isDone = false;
  let broken: string | undefined;

  function line(given: string): void {
    const [, name = '', value = ''] = /^([a-z]*):\s*(.*)$/s.exec(given.trimEnd()) ?? [];
    if (given.trim() === '') event = '';
    else if (name === 'event') event = value;
    else if (name === 'data') data(value);
  }

  function data(value: string): void {
    if (value === '' || isDone) return;
    if (value === '[DONE]') {
      isDone = true;
      return;
    }
    try {
      const chunk: unknown = JSON.parse(value);
      const piece = completion.add(event === 'error' ? asError(chunk) : chunk);
      if (piece !== '') onText(piece);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      broken ??= 'broken or truncated JSON';
    }
  }

  return {
    take(piece) {
      const lines = `${pending}${piece}`.split('\n');
      pending = lines.pop() ?? '';
      if (pending.length > longestLine) broken ??= 'a line that does not end';
      for (const one of lines) line(one);
    },
    isOver: () => isDone || broken !== undefined,
    result() {
      if (broken !== undefined) return { kind: 'broken', fact: broken };
      if (!isDone && !completion.isFinished()) {
        return { kind: 'broken', fact: 'a stream that broke off' };
      }
      const body = completion.body();
      const isError = typeof body === 'object' && body !== null && 'error' in body;
      if (!isError && completion.isBlank()) return { kind: 'broken', fact: 'an empty stream' };
      return { kind: 'body', body };
    },
  };
}

/** Some name an error by the event that it comes in. */
function asError(chunk: unknown): unknown {
  return typeof chunk === 'object' && chunk !== null && 'error' in chunk ? chunk : { error: chunk };
}
