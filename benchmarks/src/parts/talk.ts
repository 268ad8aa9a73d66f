import type { AgentClient } from '@durable-goals/client';
import type { Client } from '@temporalio/client';
import type { Ground, Kind } from './ground.js';

/** A conversation with either loop. */
export interface Talk {
  readonly id: string;
  /** One turn: a message, and its reply. */
  turn(text: string): Promise<void>;
}

export type TalkKind = Kind | 'checked';

/** Begins a conversation; the agent has greeted when it returns. */
export async function startTalk(ground: Ground, kind: TalkKind, id: string): Promise<Talk> {
  return kind === 'raw'
    ? await startLoop(ground.client, { workflowType: 'rawLoop', taskQueue: 'raw', id })
    : await agentTalk(ground.agents(), kind, id);
}

/** Begins a conversation with a loop that has the Update `say` and a window of messages. */
export async function startLoop(
  client: Client,
  {
    workflowType,
    taskQueue,
    id,
  }: { readonly workflowType: string; readonly taskQueue: string; readonly id: string },
): Promise<Talk> {
  const handle = await client.workflow.start(workflowType, {
    workflowId: id,
    taskQueue,
    args: [[]],
  });
  const turn = async (text: string): Promise<void> => {
    await handle.executeUpdate<string, [string]>('say', { args: [text] });
  };
  await turn('hello');
  return { id, turn };
}

/** The same on the Task Queue of those agents. */
export async function agentTalk(agents: AgentClient, kind: TalkKind, id: string): Promise<Talk> {
  const chat = await agents.start(kind === 'checked' ? 'checked-talk' : 'talk', {
    conversationId: id,
  });
  await chat.waitFor();
  return {
    id,
    async turn(text) {
      const { state } = await chat.send(text);
      if (state !== 'awaiting-user') throw new Error(`A turn ended in state '${state}'.`);
    },
  };
}

/** What a person says: a sentence of a usual length, another one each time. */
export function sentence(turn: number): string {
  return `This is message ${turn} of our talk, and it is about as long as what a person writes.`;
}

/** Has turns one after the other. @returns how long each took, in milliseconds. */
export async function timedTurns(
  talk: Talk,
  { from, count }: { readonly from: number; readonly count: number },
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let turn = from; turn < from + count; turn += 1) {
    const began = performance.now();
    await talk.turn(sentence(turn));
    times.push(performance.now() - began);
  }
  return times;
}

/** Has so many turns in each conversation, in all of them at once. @returns how long all took, in milliseconds. */
export async function talkAtOnce(talks: readonly Talk[], turns: number): Promise<number> {
  const began = performance.now();
  await Promise.all(
    talks.map(async (talk) => {
      for (let turn = 1; turn <= turns; turn += 1) await talk.turn(sentence(turn));
    }),
  );
  return performance.now() - began;
}
