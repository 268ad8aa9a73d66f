import { describe, expect, test } from 'vitest';
import { readChatCommand } from '../src/chat/chat-command.js';

describe('a line in a chat', () => {
  test.each([
    ['/end', { kind: 'end' }],
    ['/STATUS', { kind: 'status' }],
    ['/retry', { kind: 'retry' }],
    ['/quit', { kind: 'leave' }],
    ['/model openai/gpt-5-mini', { kind: 'model', model: 'openai/gpt-5-mini' }],
    ['/grant turns 10', { kind: 'grant', limits: { turns: 10 } }],
  ])('%j is a command', (line, command) => {
    expect(readChatCommand(line)).toEqual(command);
  });

  test.each(['hello', '3/4 of it', '/etc/hosts is a file', '7 /end'])(
    '%j is for the agent',
    (line) => {
      expect(readChatCommand(line)).toBeUndefined();
    },
  );

  test.each([
    ['/nope', "There is no command '/nope'. /help lists them."],
    ['/model', 'Name the model: /model openai/gpt-5-mini.'],
    [
      '/grant hugs 3',
      'Name a limit (turns, modelCalls, toolCalls, tokens, costUsd, wallTimeMs, stepsPerTurn, sameCall) and how much more: /grant turns 10.',
    ],
    [
      '/grant turns few',
      'Name a limit (turns, modelCalls, toolCalls, tokens, costUsd, wallTimeMs, stepsPerTurn, sameCall) and how much more: /grant turns 10.',
    ],
  ])('%j is a command that cannot be obeyed', (line, problem) => {
    expect(readChatCommand(line)).toEqual({ kind: 'unreadable', problem });
  });
});
