import type { Message } from '@durable-goals/core';
import { askingWords, expiryWords, peopleWords } from '../approvals/approval-words.js';
import { bold, cyan, dim, green, magenta, red, yellow } from '../colors.js';
import { printable, wrapped } from '../printable.js';
import { callNames } from './call-names.js';
import type { Question, Screen } from './screen.js';
import { spinner } from './spinner.js';
import { terminalInput } from './terminal-input.js';
import { inputLines, shortened, toolWords, type ToolWords } from './tool-words.js';

const widest = 100;

/** A chat for a person at a terminal. */
export function terminalScreen(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Screen {
  const spin = spinner(output);
  const lines = terminalInput(input, output);
  const nameOf = callNames();
  const print = (...texts: readonly string[]): void => {
    lines.around(() => {
      spin.hide();
      output.write(`${texts.join('\n')}\n`);
    });
  };
  const width = (): number => Math.min(output.columns || widest, widest) - 4;
  const block = (mark: string, text: string): void => {
    const [first = '', ...rest] = wrapped(printable(text).trim(), width());
    print(`${mark} ${first}`, ...rest.map((line) => (line === '' ? '' : `  ${line}`)));
  };
  return {
    isLive: true,
    left: lines.left,
    opened({ conversationId, goalTitle, resumed, howToComeBack }) {
      print(
        '',
        bold(goalTitle),
        dim(`${resumed ? 'Back in' : 'New'} conversation ${conversationId}`),
      );
      print(dim(`Come back any time: ${howToComeBack}`), dim('Ctrl-C leaves, /help helps.'), '');
    },
    message(message) {
      const words = toolWords(message);
      const name = printable(nameOf(message));
      if (words) print(toolLine({ ...words, tool: name }, width()), '');
      else showText(message, block, print);
    },
    approval(call) {
      const { tool, input: value, expiresAt } = call;
      const until = `Decide until ${shortTime(expiresAt)} (${expiryWords(call)}), or say something else instead.`;
      const lines = [...inputLines(value, width()), ...peopleWords(call)];
      print(...box(`${bold(tool)} is to run with`, lines, until));
    },
    doubt(call) {
      const { tool, input: value, reason } = call;
      const lines = [...inputLines(value, width()), ...askingWords(call)];
      print(...box(`${bold(tool)} may or may not have happened`, lines, printable(reason)));
    },
    note: (text) => block(dim('·'), dim(text)),
    problem: (text) => block(red('!'), text),
    busy: (label) => spin.start(label),
    idle: () => spin.stop(),
    async ask(question, signal) {
      spin.stop();
      const answer = await lines.ask({ ...promptOf(question), signal });
      if (typeof answer === 'object') output.write('\n');
      return answer;
    },
    close() {
      spin.stop();
      lines.close();
    },
  };
}

function showText(
  { role, text = '', by }: Message,
  block: (mark: string, text: string) => void,
  print: (text: string) => void,
): void {
  if (text === '') return;
  if (role === 'agent') {
    block(magenta('●'), text);
    print('');
  } else if (role === 'user') {
    block(cyan('›'), by === undefined ? text : `${by}: ${text}`);
    print('');
  } else {
    block(dim('·'), dim(text));
  }
}

function promptOf(question: Question): { prompt: string; text?: string } {
  switch (question.kind) {
    case 'message':
      return { prompt: `${cyan('›')} ` };
    case 'approval':
      return { prompt: `${yellow('Run it?')} ${dim('[y]es [n]o [e]dit')} ${cyan('›')} ` };
    case 'doubt':
      return { prompt: `${yellow('Did it happen?')} ${dim('[y]es [n]o')} ${cyan('›')} ` };
    case 'another':
      return { prompt: `${dim('Enter begins another conversation, Ctrl-C stops everything')} ` };
    case 'edit':
      return {
        prompt: `${yellow('Run it with')} ${cyan('›')} `,
        text: JSON.stringify(question.call.input),
      };
  }
}

function box(title: string, lines: readonly string[], end: string): string[] {
  return [
    `${yellow('┌')} ${title}`,
    ...lines.map((line) => `${yellow('│')} ${line}`),
    `${yellow('└')} ${dim(end)}`,
  ];
}

function toolLine({ tool, outcome, result }: ToolWords, width: number): string {
  const text = shortened(printable(result), width - tool.length);
  switch (outcome) {
    case 'completed':
      return `${green('✓')} ${tool}${text === '' ? '' : dim(` (${text})`)}`;
    case 'failed':
    case 'not-run':
      return `${red('✗')} ${tool} ${dim(text)}`;
    case 'in-doubt':
      return `${yellow('?')} ${tool} ${dim(text)}`;
    case 'rejected':
    case 'expired':
    case 'withdrawn':
      return `${yellow('–')} ${tool} ${dim(text === '' ? outcome : `${outcome}: ${text}`)}`;
  }
}

/** `14:05`, with the day when it is not today. */
export function shortTime(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const time = date.toTimeString().slice(0, 5);
  return date.toDateString() === now.toDateString()
    ? time
    : `${date.toDateString().slice(4, 10)}, ${time}`;
}
