import type { Message } from '../message.js';
import type { ConversationResult } from './carry.js';
import type { ToolEnding } from './events.js';
import { durationWords } from './limits.js';
import { lastWordsOf, runAnswerOf } from './run-answer.js';
import type { SubAgentUsage } from './sub-agent-state.js';
import type { LimitReached } from './turn.js';

/**
 * What a sub-agent's end says about the call that it carried out.
 *
 * @param takenBack - Why the conversation above had it end, if it did.
 */
export function endingOfSubAgent(
  result: ConversationResult,
  { tool, takenBack }: { readonly tool: string; readonly takenBack?: string | undefined },
): ToolEnding {
  const { outcome, messages, limit, inDoubt } = result;
  if (outcome === 'done') return { kind: 'completed', output: runAnswerOf(result) };
  const why = whyItEnded(outcome, { limit, takenBack });
  if (inDoubt.length > 0) {
    const calls = inDoubt.map((call) => `'${call.tool}' (${call.callId})`).join(', ');
    return {
      kind: 'lost',
      reason: `The sub-agent ${why} Nobody knows whether these calls of it happened: ${calls}.`,
    };
  }
  const words = lastWordsOf(messages);
  const said = words === '' ? '' : ` Its last words: ${words}`;
  return {
    kind: 'failed',
    error: `'${tool}' gave no result: its sub-agent ${why} ${doneWords(messages)}${said}`,
  };
}

/** What a sub-agent used, with all below it. */
export function usageOfSubAgent({ usage }: ConversationResult): SubAgentUsage {
  const { modelCalls, toolCalls, inputTokens, outputTokens, cachedInputTokens, costUsd } = usage;
  return {
    modelCalls,
    toolCalls,
    inputTokens,
    outputTokens,
    cachedInputTokens,
    ...(costUsd === undefined ? {} : { costUsd }),
  };
}

function whyItEnded(
  outcome: ConversationResult['outcome'],
  {
    limit,
    takenBack,
  }: { readonly limit: LimitReached | undefined; readonly takenBack: string | undefined },
): string {
  if (takenBack !== undefined) return `was taken back: ${takenBack}`;
  if (outcome === 'cancelled') return 'was cancelled.';
  if (outcome === 'ended') return 'was ended before it was done.';
  if (limit === undefined) return 'stopped at a limit.';
  const max = limit.limit === 'wallTimeMs' ? durationWords(limit.max) : `${limit.max}`;
  return `stopped at its limit of ${limit.limit}, ${max}.`;
}

/** What it did all the same, so that nobody thinks that nothing has happened. */
function doneWords(messages: readonly Message[]): string {
  const names = messages.flatMap(({ toolCall, toolResult }) =>
    toolResult?.outcome === 'completed' && toolCall ? [`'${toolCall.tool}'`] : [],
  );
  return names.length === 0
    ? 'None of its calls completed.'
    : `Before that it completed ${names.join(', ')}.`;
}
