import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { terminalInput, type TerminalInput } from '../src/chat/terminal-input.js';

function terminal(): { input: PassThrough; lines: TerminalInput; shown: () => string } {
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), { columns: 80 });
  let shown = '';
  output.on('data', (text: Buffer) => (shown += text.toString()));
  const lines = terminalInput(input, output);
  return { input, lines, shown: () => shown };
}

const never = new AbortController().signal;

describe('a person at a terminal', () => {
  test('is asked and answers', async () => {
    const { input, lines, shown } = terminal();
    const answer = lines.ask({ prompt: 'Run it? ', signal: never });
    input.write('y\r');
    expect(await answer).toEqual({ line: 'y' });
    expect(shown()).toContain('Run it? ');
    lines.close();
  });

  test('approves nothing by a yes that was typed before anything was asked', async () => {
    const { input, lines, shown } = terminal();
    input.write('y\r');
    await sleep(20);
    expect(shown()).toBe('');
    const answer = lines.ask({ prompt: 'Run it? ', signal: never });
    expect(await Promise.race([answer, sleep(50, 'still waits')])).toBe('still waits');
    expect(shown()).toContain('Run it? ');
    input.write('\r');
    expect(await answer).toEqual({ line: 'y' });
    lines.close();
  });

  test('keeps what was typed when the question is taken back', async () => {
    const { input, lines } = terminal();
    const changed = new AbortController();
    const first = lines.ask({ prompt: '› ', signal: changed.signal });
    input.write('half a sen');
    await sleep(20);
    changed.abort();
    expect(await first).toBe('withdrawn');
    const second = lines.ask({ prompt: '› ', signal: never });
    input.write('tence\r');
    expect(await second).toEqual({ line: 'half a sentence' });
    lines.close();
  });

  test.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('leaves by %s', async (_, key) => {
    const { input, lines } = terminal();
    const answer = lines.ask({ prompt: '› ', signal: never });
    input.write(key);
    expect(await answer).toBeUndefined();
    expect(lines.left.aborted).toBe(true);
    lines.close();
  });
});
