import type { Connected, Conversation } from '@durable-goals/client';
import type { Goal, Registry } from '@durable-goals/core';
import { CliError, exitCodes, wordsOf } from '../cli-error.js';
import { chooseGoal } from '../goals/choose-goal.js';
import { howToRun } from '../invocation.js';
import { conversationName } from './conversation-name.js';
import { converse, type ChatEnd } from './converse.js';
import { failedAttempts } from './failed-attempts.js';
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
  /** Who talks. */
  readonly by?: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Told as soon as the chat can show notes. */
  readonly onScreen?: (screen: Screen) => void;
}

/**
 * Starts or resumes a conversation and talks with it. At a terminal that runs everything, another one
 * may follow when it has ended.
 *
 * @returns The exit code.
 * @throws `UnknownGoal`, `OtherGoal`, and `CliError` when a pipe's patience is over.
 */
export async function runChat(chat: ChatRequest): Promise<number> {
  const { conversationId = conversationName(), onScreen, signal } = chat;
  let opened = await open(chat, conversationId);
  const screen = processScreen();
  onScreen?.(screen);
  const left = signal ? AbortSignal.any([signal, screen.left]) : screen.left;
  try {
    for (;;) {
      const end = await talk(chat, opened, screen);
      if (end !== 'ended' || !screen.isLive || chat.comeBackBy !== 'dev') return exitCodes.done;
      if (typeof (await screen.ask({ kind: 'another' }, left)) !== 'object') return exitCodes.done;
      opened = await open(chat, conversationName());
    }
  } finally {
    screen.close();
  }
}

/** A screen for the process's own streams: a terminal's when both are one, else a plain one. */
function processScreen(): Screen {
  const { stdin, stdout, stderr } = process;
  return stdin.isTTY && stdout.isTTY
    ? terminalScreen(stdin, stdout)
    : plainScreen({ input: stdin, output: stdout, notes: stderr });
}

interface Opened {
  readonly conversation: Conversation;
  readonly goalId: string;
  readonly resumed: boolean;
}

async function open(
  { connected, registry, goalId: named, env }: ChatRequest,
  conversationId: string,
): Promise<Opened> {
  const running = await runningGoal(connected, conversationId);
  // Without a goal by name, a conversation that runs keeps its own.
  const goalId =
    named === undefined && running !== undefined ? running : chooseGoal(registry, named, env);
  const conversation = await connected.agents.start(goalId, { conversationId });
  return { conversation, goalId, resumed: running !== undefined };
}

async function talk(
  { connected, registry, comeBackBy = 'chat', timeoutMs, by, signal }: ChatRequest,
  { conversation, goalId, resumed }: Opened,
  screen: Screen,
): Promise<ChatEnd> {
  const { id } = conversation;
  const howToComeBack = howToRun(comeBackBy, ['--conversation', id]);
  screen.opened({
    conversationId: id,
    goalTitle: registry.goals.find((goal) => goal.id === goalId)?.title ?? goalId,
    resumed,
    howToComeBack,
  });
  const end = await converse({
    conversation,
    screen,
    whySlow: async () => await failedAttempts(connected.client, id),
    timeoutMs,
    ...(by === undefined ? {} : { by }),
    shownBefore: screen.isLive ? 8 : 20,
    ...(signal === undefined ? {} : { signal }),
  });
  screen.note(
    end === 'ended'
      ? `Conversation '${id}' has ended.`
      : `Conversation '${id}' lives on. To come back:${screen.isLive ? '\n' : ' '}${howToComeBack}`,
  );
  return end;
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
