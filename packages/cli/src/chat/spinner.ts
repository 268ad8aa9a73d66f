import { clearLine, cursorTo } from 'node:readline';
import { dim, cyan } from '../colors.js';
import { printable } from '../printable.js';
import { shortened } from './tool-words.js';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMs = 80;

/** One line at the bottom of a terminal that shows that something goes on. */
export interface Spinner {
  start(label: string): void;
  /** Takes the line away, so that something else can be printed. */
  hide(): void;
  stop(): void;
}

export function spinner(output: NodeJS.WriteStream): Spinner {
  let timer: NodeJS.Timeout | undefined;
  let label = '';
  let startedAt = 0;
  let shown = false;

  const draw = (): void => {
    const elapsedMs = Date.now() - startedAt;
    const frame = frames[Math.floor(elapsedMs / frameMs) % frames.length] ?? '';
    const time = elapsedMs < 5_000 ? '' : ` ${Math.floor(elapsedMs / 1000)} s`;
    const text = shortened(printable(label), Math.max(10, output.columns - 12)) + time;
    cursorTo(output, 0);
    output.write(`${cyan(frame)} ${dim(text)}`);
    clearLine(output, 1);
    shown = true;
  };
  const hide = (): void => {
    if (!shown) return;
    cursorTo(output, 0);
    clearLine(output, 0);
    shown = false;
  };
  return {
    start(next) {
      label = next;
      if (timer !== undefined) return;
      startedAt = Date.now();
      timer = setInterval(draw, frameMs).unref();
    },
    hide,
    stop() {
      clearInterval(timer);
      timer = undefined;
      hide();
    },
  };
}
