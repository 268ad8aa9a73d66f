import { canonicalJson, type Message } from '@durable-goals/core';
import { replayHistory } from '@durable-goals/testing';
import type { HeldConversation } from './hold.js';
import type { Execution } from './ledger.js';
import { differenceOf, transcriptText } from './transcript.js';

/** A message came while the run was closing: the server has the Workflow look at it first. */
const unhandledCommand = 1;

/** Model calls that a kill may cost on top: the step under way, with its check, and a summary. */
const modelCallsPerKill = 3;

/**
 * What is wrong with a conversation whose Workers were killed, next to the same one undisturbed.
 *
 * @returns one sentence for each; none when it held.
 */
export async function problemsOf(
  held: HeldConversation,
  undisturbed: HeldConversation,
): Promise<readonly string[]> {
  const difference = differenceOf(transcriptText(held), transcriptText(undisturbed));
  const most = undisturbed.modelCalls + modelCallsPerKill * (held.kills + held.settled.length + 1);
  return [
    ...(difference === undefined ? [] : [`The transcript differs: ${difference}.`]),
    ...(held.result.outcome === 'done' ? [] : [`It ended '${held.result.outcome}', not 'done'.`]),
    ...(held.result.summary === undefined && undisturbed.result.summary !== undefined
      ? ['It lost its summary.']
      : []),
    ...(held.result.inDoubt.length === 0 ? [] : ['It ended with a call in doubt.']),
    ...(held.result.turns === undisturbed.result.turns
      ? []
      : [`It took ${held.result.turns} turns, not ${undisturbed.result.turns}.`]),
    ...(held.modelCalls <= most ? [] : [`The model was asked ${held.modelCalls} times.`]),
    ...lineProblems(held, undisturbed),
    ...storeProblems(held),
    ...effectProblems(held, undisturbed),
    ...doubtProblems(held),
    ...(await historyProblems(held)),
    ...(await problemsBelow(held, undisturbed)),
  ];
}

/** A sub-agent's conversation has to be as it is undisturbed, too. */
async function problemsBelow(
  { below }: HeldConversation,
  undisturbed: HeldConversation,
): Promise<readonly string[]> {
  const wanted = undisturbed.below.length;
  if (below.length !== wanted) return [`It had ${below.length} sub-agents, not ${wanted}.`];
  const problems = await Promise.all(
    below.map(async (held, index) => {
      const like = undisturbed.below[index];
      return like === undefined ? [] : await problemsOf(held, like);
    }),
  );
  return problems.flatMap((list, index) =>
    list.map((problem) => `Sub-agent '${below[index]?.conversationId}': ${problem}`),
  );
}

/** Each line was taken, once and in its order. */
function lineProblems(
  { messages, lines }: HeldConversation,
  undisturbed: HeldConversation,
): readonly string[] {
  const said = saidIn(messages);
  const wanted = lines?.map(({ text }) => text) ?? saidIn(undisturbed.messages);
  return said.join() === wanted.join()
    ? []
    : [`Of what was said, it took '${said.join("', '")}', not '${wanted.join("', '")}'.`];
}

function saidIn(messages: readonly Message[]): readonly string[] {
  return messages.flatMap(({ role, text = '', turn }) =>
    role === 'user' && turn > 0 ? [text] : [],
  );
}

/** What is read from the store is what the conversation says. */
function storeProblems({ messages, stored }: HeldConversation): readonly string[] {
  const textOf = (list: readonly Message[]): string =>
    list.map((message) => canonicalJson({ ...message })).join('\n');
  const difference = differenceOf(textOf(stored), textOf(messages));
  return difference === undefined ? [] : [`The stored transcript differs: ${difference}.`];
}

/** Every effect happened once, and an idempotent one under one key, which names the first run. */
function effectProblems(
  { executions, conversationId, firstRunId }: HeldConversation,
  undisturbed: HeldConversation,
): readonly string[] {
  const perEffect = counted(executions.filter(isChange), nameOfEffect);
  const lost = undisturbed.executions
    .filter((execution) => isChange(execution) && !perEffect.has(nameOfEffect(execution)))
    .map(nameOfEffect);
  const unsafe = executions.filter(({ effect, byHand }) => effect === 'unsafe' && !byHand);
  const perCall = counted(unsafe, ({ tool, callId }) => `${tool} ${callId}`);
  const strange = executions.filter(
    ({ byHand, key, callId }) => !byHand && key !== `${conversationId}:${firstRunId}:${callId}`,
  );
  return [
    ...lost.map((what) => `${what} never happened.`),
    ...over(perEffect).map(([what, count]) => `${what} happened ${count} times.`),
    ...over(perCall).map(([what, count]) => `Unsafe ${what} was attempted ${count} times.`),
    ...strange.map(({ tool, key }) => `${tool} was given the key '${key}'.`),
  ];
}

/** Every ambiguity was shown to the person, or the tool was asked. */
function doubtProblems({
  ambiguous,
  verified,
  settled,
  messages,
}: HeldConversation): readonly string[] {
  const shown = [...verified, ...settled];
  const noted = messages.flatMap(({ toolResult }) =>
    toolResult?.resolved ? [toolResult.callId] : [],
  );
  return [
    ...ambiguous
      .filter((callId) => !shown.includes(callId))
      .map((callId) => `The outcome of call ${callId} is unknown, and nobody was told.`),
    ...(noted.toSorted().join() === settled.toSorted().join()
      ? []
      : [`A person settled '${settled.join()}', and the transcript has '${noted.join()}'.`]),
  ];
}

/** No Workflow Task failed, and each run replays. */
async function historyProblems({
  events,
  histories,
}: HeldConversation): Promise<readonly string[]> {
  const problems = events.flatMap(({ event }) => {
    const { cause, failure } = event.workflowTaskFailedEventAttributes ?? {};
    if (!event.workflowTaskFailedEventAttributes || cause === unhandledCommand) return [];
    return [`A Workflow Task failed: ${failure?.message ?? String(cause)}.`];
  });
  for (const [index, history] of histories.entries()) {
    try {
      await replayHistory(history);
    } catch (error) {
      problems.push(`Run ${index + 1} does not replay: ${String(error)}.`);
    }
  }
  return problems;
}

function isChange({ applied }: Execution): boolean {
  return applied;
}

function nameOfEffect({ tool, input }: Execution): string {
  return `${tool} ${JSON.stringify(input)}`;
}

function counted(
  executions: readonly Execution[],
  nameOf: (execution: Execution) => string,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const execution of executions) {
    const name = nameOf(execution);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function over(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts].filter(([, count]) => count > 1);
}
