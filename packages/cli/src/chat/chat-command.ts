import { limitNames, type Limits } from '@durable-goals/core';

/** A line that is for the chat itself, not for the agent. */
export type ChatCommand =
  | { readonly kind: 'end' | 'status' | 'retry' | 'help' | 'leave' }
  | { readonly kind: 'model'; readonly model: string }
  | { readonly kind: 'grant'; readonly limits: Limits }
  | { readonly kind: 'unreadable'; readonly problem: string };

/** What can be typed, with what it does. */
export const chatHelp: readonly (readonly [command: string, meaning: string])[] = [
  ['/status', 'what the conversation is doing, and what it used so far'],
  ['/model <name>', 'another model from the next step on'],
  ['/retry', 'try the model again that the conversation waits for'],
  ['/grant <limit> <n>', 'more of a limit that stopped the conversation, such as /grant turns 10'],
  ['/end', 'end the conversation for good'],
  ['/leave', 'leave the chat, as Ctrl-C does; the conversation lives on'],
  ['/help', 'this'],
];

const limits: ReadonlySet<string> = new Set(limitNames);

/** Reads a line that begins with `/`; `undefined` for one that is meant for the agent. */
export function readChatCommand(line: string): ChatCommand | undefined {
  const [name = '', ...rest] = line.trim().split(/\s+/);
  if (!/^\/[a-z]*$/i.test(name)) return undefined;
  switch (name.slice(1).toLowerCase()) {
    case 'end':
      return { kind: 'end' };
    case 'status':
      return { kind: 'status' };
    case 'retry':
      return { kind: 'retry' };
    case 'help':
      return { kind: 'help' };
    case 'leave':
    case 'quit':
    case 'exit':
      return { kind: 'leave' };
    case 'model':
      return rest.length === 0
        ? { kind: 'unreadable', problem: 'Name the model: /model openai/gpt-5-mini.' }
        : { kind: 'model', model: rest.join(' ') };
    case 'grant':
      return readGrant(rest);
    default:
      return { kind: 'unreadable', problem: `There is no command '${name}'. /help lists them.` };
  }
}

function readGrant([limit = '', amount = '']: readonly string[]): ChatCommand {
  if (!limits.has(limit) || !(Number(amount) > 0)) {
    return {
      kind: 'unreadable',
      problem: `Name a limit (${limitNames.join(', ')}) and how much more: /grant turns 10.`,
    };
  }
  return { kind: 'grant', limits: { [limit]: Number(amount) } };
}
