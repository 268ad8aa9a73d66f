import { activityInfo, cancellationSignal, log } from '@temporalio/activity';
import {
  type Json,
  type Registry,
  type ServerLimits,
  type Tool,
  type ToolContext,
  type ToolReply,
  type ToolRequest,
  type Verification,
  type VerifyReply,
} from '@durable-goals/core';
import { heartbeating } from '../heartbeating.js';
import { withoutSecrets } from '../secrets/redacting-activities.js';
import { checkedInput } from './checked-input.js';
import { toolFor } from './tool-version.js';

/** What a tool's result may take: what is over it is cut, for every byte is paid for in history and prompts. */
const maxOutputBytes = 64_000;

/**
 * Makes the Activity that runs a tool of any registered goal.
 *
 * Its result is how the call ended; it fails only when nobody knows, or when no tool was there to run.
 *
 * @throws `ToolNotOnWorker` or `ToolVersionMissing` when this Worker does not have the tool; another one may.
 */
export function toolRunner(
  registry: Registry,
  limits?: ServerLimits,
): (request: ToolRequest) => Promise<ToolReply> {
  return async (request) => {
    const tool = toolFor(registry, request);
    const input = await checkedInput(tool, request.input);
    if (input.kind === 'refused') {
      return { kind: 'not-run', error: `'${tool.name}' was not run: ${input.problem}` };
    }
    try {
      const output = await withContext(
        request,
        async (context) => await tool.execute(input.value, context),
      );
      return {
        kind: 'completed',
        output: bounded(tool, await checkedOutput(tool, output), limits),
      };
    } catch (error) {
      return knownFailure(error);
    }
  };
}

/** Makes the Activity that asks a tool whether a call happened whose result was lost. */
export function toolVerifier(
  registry: Registry,
  limits?: ServerLimits,
): (request: ToolRequest) => Promise<VerifyReply> {
  return async (request) => {
    const tool = toolFor(registry, request);
    const input = await checkedInput(tool, request.input);
    if (tool.verify === undefined || input.kind === 'refused') return { kind: 'unknown' };
    const verify = tool.verify.bind(tool);
    const found = await withContext(
      request,
      async (context): Promise<Verification<unknown>> => await verify(input.value, context),
    );
    if (found.happened === 'unknown') return { kind: 'unknown' };
    if (!found.happened) return { kind: 'did-not-happen' };
    return {
      kind: 'happened',
      output: bounded(tool, await checkedOutput(tool, found.output), limits),
    };
  };
}

/** Runs a tool's code while heartbeats go out, each with the progress that the tool told last. */
async function withContext<Result>(
  { conversationId, callId, idempotencyKey }: ToolRequest,
  work: (context: ToolContext) => Promise<Result>,
): Promise<Result> {
  let progress: Json | undefined;
  return await heartbeating(
    (beat) =>
      work({
        conversationId,
        callId,
        idempotencyKey,
        attempt: activityInfo().attempt,
        signal: cancellationSignal(),
        heartbeat(details) {
          progress = details;
          beat();
        },
        log,
      }),
    () => progress,
  );
}

/** The failures that say what happened; any other one is thrown again, for it says nothing. */
function knownFailure(error: unknown): ToolReply {
  if (error instanceof Error && error.name === 'ToolFailure') {
    return { kind: 'failed', error: error.message };
  }
  if (error instanceof Error && error.name === 'ToolDidNotRun') {
    return { kind: 'not-run', error: error.message };
  }
  if (error instanceof Error) throw error;
  throw new Error(`It threw something that is no Error: ${inWords(error)}`);
}

function inWords(thrown: unknown): string {
  try {
    return JSON.stringify(thrown) ?? String(thrown);
  } catch {
    return String(thrown);
  }
}

/** The output as its schema yields it. What does not fit it is kept: the effect, if any, has happened. */
async function checkedOutput(tool: Tool, output: unknown): Promise<unknown> {
  if (tool.output === undefined) return output;
  let issues: unknown;
  try {
    const checked = await tool.output['~standard'].validate(output);
    if (checked.issues === undefined) return checked.value;
    issues = checked.issues.map(({ message, path }) => ({ message, path }));
  } catch (error) {
    issues = String(error);
  }
  log.error(`The result of '${tool.name}' does not have the shape of its output schema`, {
    issues,
  });
  return output;
}

function bounded({ name }: Tool, output: unknown, limits: ServerLimits | undefined): Json {
  const most = Math.min(maxOutputBytes, (limits?.payloadBytes ?? Infinity) / 4);
  let text: string;
  try {
    // Without secrets before it is cut: half of one would not be found any more.
    text = JSON.stringify(withoutSecrets(JSON.parse(JSON.stringify(output ?? null) ?? 'null')));
  } catch (error) {
    // Thrown on, it would have the tool run again, or put in doubt what is known to have happened.
    const [fact] = String(error).split('\n');
    log.error(`The result of '${name}' is not JSON`, { fact });
    return {
      note: `'${name}' ran, but its result is not JSON (${fact}). Have it return plain data.`,
    };
  }
  const bytes = Buffer.byteLength(text);
  if (bytes <= most) return JSON.parse(text) as Json;
  return {
    note: `The result has ${bytes} bytes, over the limit of ${most}; its beginning follows. Have the tool return less.`,
    // Cut between characters, never inside one.
    beginning: text.slice(0, most / 4).replace(/[\uD800-\uDBFF]$/, ''),
  };
}
