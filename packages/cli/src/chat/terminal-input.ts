import { clearScreenDown, createInterface, cursorTo, moveCursor } from 'node:readline';
import { Writable, type Readable } from 'node:stream';

/** A question to a person at a terminal. */
interface TerminalQuestion {
  readonly prompt: string;
  /** What stands there already, to be changed. */
  readonly text?: string;
  readonly signal: AbortSignal;
}

/** Lines that a person types, with editing and history; nothing is echoed while none is asked for. */
export interface TerminalInput {
  /** Aborted by Ctrl-C and Ctrl-D. */
  readonly left: AbortSignal;
  ask(question: TerminalQuestion): Promise<{ line: string } | 'withdrawn' | undefined>;
  /** Runs something that prints, with the prompt out of its way. */
  around(print: () => void): void;
  close(): void;
}

/**
 * Reads lines from a terminal.
 *
 * A line that comes while nothing is asked answers no question: it is put into the next prompt, to be
 * looked at and sent. So a yes that was typed too early approves nothing.
 */
export function terminalInput(
  input: Readable,
  output: Writable & { readonly columns: number },
): TerminalInput {
  const left = new AbortController();
  let typedAhead = '';
  let answer: ((line: string) => void) | undefined;
  const echo = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (answer) output.write(chunk);
      done();
    },
  });
  Object.defineProperty(echo, 'columns', { get: () => output.columns });
  output.on('resize', () => echo.emit('resize'));
  const lines = createInterface({ input, output: echo, terminal: true, historySize: 200 });
  lines.on('line', (line) => {
    if (answer) answer(line);
    else typedAhead += `${line} `;
  });
  lines.on('SIGINT', () => left.abort());
  lines.on('close', () => left.abort());

  const hide = (): void => {
    moveCursor(output, 0, -lines.getCursorPos().rows);
    cursorTo(output, 0);
    clearScreenDown(output);
  };
  return {
    left: left.signal,
    ask({ prompt, text = '', signal }) {
      return new Promise((resolve) => {
        const settle = (result: { line: string } | 'withdrawn' | undefined): void => {
          answer = undefined;
          signal.removeEventListener('abort', withdraw);
          left.signal.removeEventListener('abort', leave);
          resolve(result);
        };
        const withdraw = (): void => {
          hide();
          settle('withdrawn');
        };
        const leave = (): void => {
          output.write('\n');
          settle(undefined);
        };
        if (left.signal.aborted) return resolve(undefined);
        if (signal.aborted) return resolve('withdrawn');
        answer = (line) => settle({ line });
        signal.addEventListener('abort', withdraw, { once: true });
        left.signal.addEventListener('abort', leave, { once: true });
        lines.setPrompt(prompt);
        lines.prompt(true);
        const given = text === '' ? typedAhead.trimEnd() : text;
        typedAhead = '';
        if (given !== '') lines.write(given);
      });
    },
    around(print) {
      if (answer === undefined) return print();
      hide();
      print();
      lines.prompt(true);
    },
    close: () => lines.close(),
  };
}
