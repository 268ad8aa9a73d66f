import type { Connected } from '@durable-goals/client';
import type { Goal, Registry } from '@durable-goals/core';
import { CliError, exitCodes, wordsOf } from '../cli-error.js';
import { chooseGoal } from '../goals/choose-goal.js';
import { howToRun } from '../invocation.js';
import { conversationName } from './conversation-name.js';
import { converse } from './converse.js';
import { plainScreen } from './plain-screen.js';
import type { Screen } from './screen.js';
import { terminalScreen } from './terminal-screen.js';

/** What a chat is about. */
export interface ChatRequest {
  readonly connected: Connected<readonly Goal[]>;
  readonly registry: Registry;
  /** A conversation to go on with, or to begin under this id. */
  readonly conversationId?: string;
  readonly goalId?: string;
  /** The command that comes back to it, without its arguments. @defaultValue 'chat' */
  readonly comeBackBy?: 'chat' | 'dev';
  readonly timeoutMs: number;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Told as soon as the chat can show notes. */
  readonly onScreen?: (screen: Screen) => void;
}

/** A screen for the process's own streams: a terminal's when both are one, else a plain one. */
export function processScreen(): Screen {
  const { stdin, stdout, stderr } = process;
  return stdin.isTTY && stdout.isTTY
    ? terminalScreen(stdin, stdout)
    : plainScreen({ input: stdin, output: stdout, notes: stderr });
}

/**
 * Starts or resumes a conversation and talks with it.
 *
 * @returns The exit code.
 * @throws `UnknownGoal`, `OtherGoal`, and `CliError` when a pipe's patience is over.
 */
export async function runChat(chat: ChatRequest): Promise<number> {
  const { connected, registry, env, timeoutMs, signal, onScreen } = chat;
  const id = chat.conversationId ?? conversationName();
  const running = await runningGoal(connected, id);
  // Without a goal by name, a conversation that runs keeps its own.
  const goalId =
    chat.goalId === undefined && running !== undefined
      ? running
      : chooseGoal(registry, chat.goalId, env);
  const conversation = await connected.agents.start(goalId, { conversationId: id });
  const screen = processScreen();
  onScreen?.(screen);
  const comeBack = howToRun(chat.comeBackBy ?? 'chat', ['--conversation', id]);
  try {
    screen.opened({
      conversationId: id,
      goalTitle: registry.goals.find((goal) => goal.id === goalId)?.title ?? goalId,
      resumed: running !== undefined,
      howToComeBack: comeBack,
    });
    const end = await converse({
      conversation,
      screen,
      timeoutMs,
      shownBefore: screen.isLive ? 8 : 20,
      ...(signal === undefined ? {} : { signal }),
    });
    screen.note(
      end === 'ended'
        ? `Conversation '${id}' has ended.`
        : `Conversation '${id}' lives on. To come back:\n${comeBack}`,
    );
    return exitCodes.done;
  } finally {
    screen.close();
  }
}

async function runningGoal(
  { client }: Connected<readonly Goal[]>,
  id: string,
): Promise<string | undefined> {
  try {
    const { status, memo } = await client.workflow.getHandle(id).describe();
    const goalId = memo?.['goalId'];
    return status.name === 'RUNNING' && typeof goalId === 'string' ? goalId : undefined;
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return undefined;
    throw new CliError(`Conversation '${id}' cannot be looked up: ${wordsOf(error)}.`);
  }
}
