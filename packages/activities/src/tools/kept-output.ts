import { log } from '@temporalio/activity';
import type { Json, ResultStore, ToolRequest, WholeResult } from '@durable-goals/core';
import { runningRedactor, withoutSecrets } from '../secrets/redacting-activities.js';
import { sendableText } from '../secrets/sendable.js';
import { chainOf } from './chain-of.js';

/** What a tool's result may take: what is over it is cut, for every byte is paid for in history and prompts. */
const maxOutputBytes = 64_000;

/** Attempts to keep a large result, and the wait between them in milliseconds. */
const attempts = 3;
const pauseMs = 500;

/** An output as the conversation keeps it, and where the whole of it is. */
export interface KeptOutput {
  readonly output: Json;
  readonly whole?: WholeResult;
}

/** Where large results go, and how large one may be that does not. */
export interface OutputKeeping {
  readonly results?: ResultStore | undefined;
  /** The most that the server takes for a payload. */
  readonly payloadBytes?: number | undefined;
}

/**
 * Makes of an output what the conversation can hold: itself, or, where it is large, its beginning and a word on where
 * the whole is. Never throws: the effect, if any, has happened.
 */
export async function keptOutput(
  request: ToolRequest,
  output: unknown,
  { results, payloadBytes = Infinity }: OutputKeeping,
): Promise<KeptOutput> {
  const { tool: name, callId } = request;
  let text: string;
  try {
    // Without secrets before it is cut: half of one would not be found any more.
    text = JSON.stringify(withoutSecrets(JSON.parse(JSON.stringify(output ?? null) ?? 'null')));
  } catch (error) {
    // Thrown on, it would have the tool run again, or put in doubt what is known to have happened.
    const [fact] = sendableText(error, runningRedactor()).split('\n');
    log.error(`The result of '${name}' is not JSON`, { fact });
    const note = `'${name}' ran, but its result is not JSON (${fact}). Have it return plain data.`;
    return { output: { note } };
  }
  const most = Math.min(maxOutputBytes, payloadBytes / 4);
  const bytes = Buffer.byteLength(text);
  if (bytes <= most) return { output: JSON.parse(text) as Json };
  // Cut between characters, never inside one.
  const beginning = text.slice(0, most / 4).replace(/[\uD800-\uDBFF]$/, '');
  const whole = results && (await kept(results, request, text));
  if (whole === undefined) {
    const note = `The result has ${bytes} bytes, over the limit of ${most}; its beginning follows. Have the tool return less.`;
    return { output: { note, beginning } };
  }
  const note = `The result has ${bytes} bytes and is kept whole; its beginning follows. A tool that takes a call's id can read all of it, as the result of call '${callId}'.`;
  return { output: { note, beginning }, whole };
}

async function kept(
  results: ResultStore,
  request: ToolRequest,
  text: string,
): Promise<WholeResult | undefined> {
  const { conversationId, callId } = request;
  const chainId = chainOf(request);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await results.put({ conversationId, chainId, callId }, text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (attempt >= attempts) {
        log.error(`The result of call '${callId}' is kept only in part`, { reason });
        return undefined;
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
