import { randomUUID } from 'node:crypto';
import type { Conversation, StatusNow } from '@durable-goals/client';
import type { CallInDoubt, PendingApproval } from '@durable-goals/core';
import { CliError, exitCodes } from '../cli-error.js';
import { chatHelp, readChatCommand, type ChatCommand } from './chat-command.js';
import type { ChatSettings } from './chat-settings.js';
import { follower, type Follower } from './follow.js';
import { readDecision, readEdit, readHappened } from './read-line.js';
import { request, type Request } from './request.js';
import type { Question, Screen } from './screen.js';
import { approvalsWords, limitWords, statusLines, waitingWords } from './status-words.js';

/** How a chat ended; only with `ended` is the conversation over, too. */
export type ChatEnd = 'ended' | 'left' | 'input-over';

/**
 * Talks with a conversation until it ends, the person leaves or the input is used up.
 *
 * @throws `CliError` when a pipe's patience is over.
 */
export async function converse(settings: ChatSettings): Promise<ChatEnd> {
  const { conversation, screen, signal } = settings;
  const left = signal ? AbortSignal.any([signal, screen.left]) : screen.left;
  const follow = follower({ ...settings, left });
  const { by } = settings;
  const person = by === undefined ? {} : { by };
  const chat: Chat = { conversation, screen, follow, left, person, shown: new Set() };
  for (let pending: Request | undefined; ;) {
    const status = await follow.untilNeeded(pending);
    pending = undefined;
    if (status === undefined) return 'left';
    if (status.state === 'ended') {
      if (status.failure !== undefined) screen.note(status.failure);
      return 'ended';
    }
    const step = await answerTo(chat, status);
    if (step === 'left') return step;
    if (step === 'input-over') return overWith(chat, status);
    if (step !== 'look-again') pending = step;
  }
}

interface Chat {
  readonly conversation: Conversation;
  readonly screen: Screen;
  readonly follow: Follower;
  readonly left: AbortSignal;
  /** Who talks, as a part of what is sent. */
  readonly person: { readonly by?: string };
  /** What was shown already, so that it is not shown again when a question is asked again. */
  readonly shown: Set<string>;
}

type Step = Request | 'look-again' | 'left' | 'input-over';

/** Shows what a conversation needs, asks for it and sends it. */
async function answerTo(chat: Chat, status: StatusNow): Promise<Step> {
  const [call] = status.approvals;
  const [doubt] = status.inDoubt;
  if (doubt) {
    showOnce(chat, `doubt ${doubt.callId}`, () => chat.screen.doubt(doubt));
    return await askFor(chat, { kind: 'doubt', call: doubt }, (line) =>
      resolved(chat, doubt, line),
    );
  }
  if (call) {
    const { approvals } = status;
    if (approvals.length > 1) {
      const key = approvals.map(({ callId }) => callId).join();
      showOnce(chat, key, () => chat.screen.note(approvalsWords(approvals)));
    }
    // Shown again once somebody else has approved it.
    const key = `${call.callId} ${call.approvedBy?.length ?? 0}`;
    showOnce(chat, key, () => chat.screen.approval(call));
    return await askFor(chat, { kind: 'approval', call }, (line) => decided(chat, call, line));
  }
  const { waiting, limit } = status;
  if (waiting)
    showOnce(chat, JSON.stringify(waiting), () => chat.screen.note(waitingWords(waiting)));
  if (limit) showOnce(chat, JSON.stringify(limit), () => chat.screen.note(limitWords(limit)));
  return await askFor(chat, { kind: 'message' }, (line) => said(chat, line));
}

async function askFor(
  chat: Chat,
  question: Question,
  take: (line: string) => Promise<Step> | Step,
): Promise<Step> {
  const { screen, follow, left } = chat;
  const news = screen.isLive ? follow.news() : undefined;
  const answer = await screen.ask(question, news?.signal ?? left);
  news?.stop();
  if (left.aborted) return 'left';
  if (answer === 'withdrawn') return 'look-again';
  if (answer === undefined) return 'input-over';
  const command = readChatCommand(answer.line);
  if (command) return await obey(chat, command);
  return answer.line.trim() === '' ? 'look-again' : await take(answer.line);
}

function said({ conversation, follow, person }: Chat, text: string): Request {
  const id = randomUUID();
  follow.own.add(id);
  return request(
    () => conversation.send(text, { id, ...person }),
    () => follow.hasSeen(id),
  );
}

async function decided(chat: Chat, call: PendingApproval, line: string): Promise<Step> {
  const { conversation, screen, person } = chat;
  const decision = readDecision(line, call.input);
  const id = randomUUID();
  const arrived = ({ approvals }: StatusNow): boolean =>
    !approvals.some(
      ({ callId, approvedBy = [] }) =>
        callId === call.callId && approvedBy.length === (call.approvedBy?.length ?? 0),
    );
  switch (decision.kind) {
    case 'approve':
      return request(() => conversation.approve(call, { id, ...person }), arrived);
    case 'reject': {
      const { reason } = decision;
      const why = reason === undefined ? {} : { reason };
      return request(() => conversation.reject(call, { id, ...why, ...person }), arrived);
    }
    case 'edit': {
      const { input } = decision;
      if (input === undefined) return await edited(chat, call);
      return request(() => conversation.edit(call, input, { id, ...person }), arrived);
    }
    case 'message':
      return said(chat, line);
    case 'unreadable':
      screen.problem(decision.problem);
      return 'look-again';
  }
}

/** Asks for the input itself; an empty answer leaves it as it is, still to be decided on. */
async function edited(chat: Chat, call: PendingApproval): Promise<Step> {
  const answer = await chat.screen.ask({ kind: 'edit', call }, chat.left);
  if (chat.left.aborted) return 'left';
  if (answer === undefined) return 'input-over';
  if (answer === 'withdrawn' || answer.line.trim() === '') return 'look-again';
  const edit = readEdit(answer.line, call.input);
  if ('problem' in edit) {
    chat.screen.problem(edit.problem);
    return 'look-again';
  }
  return await decided(chat, call, `edit ${JSON.stringify(edit.input)}`);
}

function resolved(chat: Chat, { callId }: CallInDoubt, line: string): Step {
  const word = readHappened(line);
  if (word === undefined) {
    chat.screen.problem('Say yes if it happened, or no if it did not.');
    return 'look-again';
  }
  return request(
    () => chat.conversation.resolve(callId, { id: randomUUID(), ...word, ...chat.person }),
    ({ inDoubt }) => !inDoubt.some((call) => call.callId === callId),
  );
}

async function obey(chat: Chat, command: ChatCommand): Promise<Step> {
  const { conversation, screen } = chat;
  const id = randomUUID();
  const always = (): boolean => true;
  switch (command.kind) {
    case 'leave':
      return 'left';
    case 'end':
      return request(
        () => conversation.end(),
        ({ state }) => state === 'ended',
      );
    case 'retry':
      return request(() => conversation.retry({ id }), always);
    case 'model':
      screen.note(`From the next step on, '${command.model}' plans.`);
      return request(() => conversation.setModel(command.model, { id }), always);
    case 'grant':
      return request(() => conversation.grant(command.limits, { id }), always);
    case 'status':
      for (const line of statusLines(await conversation.status())) screen.note(line);
      return 'look-again';
    case 'help':
      for (const [name, meaning] of chatHelp) screen.note(`${name.padEnd(20)} ${meaning}`);
      return 'look-again';
    case 'unreadable':
      screen.problem(command.problem);
      return 'look-again';
  }
}

/** The input is used up; what still waits is said, and a model that nobody waits for is a failure. */
function overWith({ screen }: Chat, { state, approvals, inDoubt, waiting }: StatusNow): ChatEnd {
  if (state === 'waiting-for-model' && waiting) {
    throw new CliError(waitingWords(waiting), exitCodes.nothingCame);
  }
  for (const { tool } of approvals) screen.note(`'${tool}' still waits for approval.`);
  for (const { tool } of inDoubt) screen.note(`'${tool}' is still in doubt.`);
  return 'input-over';
}

function showOnce({ shown }: Chat, key: string, show: () => void): void {
  if (shown.has(key)) return;
  shown.add(key);
  show();
}
