import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '../temporal/dev-file.js';

/** Where everything that `dev` starts writes to. */
export interface DevLogs {
  /** What Temporal's dev server prints: a file, always. */
  readonly server: (line: string) => void;
  readonly serverFile: string;
  /** What the chat page's server logs: a file, always. */
  readonly page: (text: string) => void;
  /** What the Worker prints: the screen, or a file while a chat has the screen. */
  readonly worker: (text: string) => void;
  /** What a person should know now. */
  readonly report: (line: string) => void;
  /** Has somebody else show the reports from now on. */
  readonly showWith: (show: (line: string) => void) => void;
  close(): Promise<void>;
}

export function devLogs(folder: string, chats: boolean): DevLogs {
  const state = stateFolder(folder);
  mkdirSync(state, { recursive: true });
  const serverFile = join(state, 'temporal.log');
  const server = createWriteStream(serverFile);
  const page = createWriteStream(join(state, 'page.log'));
  const worker: WriteStream | undefined = chats
    ? createWriteStream(join(state, 'worker.log'))
    : undefined;
  let show = (line: string): void => void process.stderr.write(`${line}\n`);
  return {
    server: (line) => void server.write(`${line}\n`),
    serverFile,
    page: (text) => void page.write(text),
    worker: (text) => void (worker ?? process.stderr).write(text),
    report: (line) => show(line),
    showWith: (other) => {
      show = other;
    },
    close: async () => {
      await Promise.all([server, page, ...(worker ? [worker] : [])].map(ended));
    },
  };
}

function ended(stream: WriteStream): Promise<void> {
  return new Promise((resolve) => stream.end(resolve));
}
