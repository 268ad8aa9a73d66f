import { activityInfo, cancellationSignal, log } from '@temporalio/activity';
import {
  type Json,
  type LiveChannel,
  type Registry,
  type Tool,
  type ToolContext,
  type ToolReply,
  type ToolRequest,
  type Verification,
  type VerifyReply,
} from '@durable-goals/core';
import { heartbeating } from '../heartbeating.js';
import { toolProgress } from '../live/live-tool.js';
import type { AgentObserver } from '../observing/agent-observer.js';
import { observed } from '../observing/observed.js';
import { watchedTool } from '../observing/watched-tool.js';
import { runningRedactor } from '../secrets/redacting-activities.js';
import { sendableText } from '../secrets/sendable.js';
import { checkedInput } from './checked-input.js';
import { resultReader, type EarlierResults } from './earlier-result.js';
import { keptOutput, type OutputKeeping } from './kept-output.js';
import { toolFor } from './tool-version.js';
import { untilShutdown } from './until-shutdown.js';

/** What running tools needs from its Worker. */
export type ToolKeeping = OutputKeeping &
  EarlierResults & {
    /** Where people watch how far tools are. */
    readonly live?: LiveChannel | undefined;
    readonly observer?: AgentObserver | undefined;
  };

/**
 * Makes the Activity that runs a tool of any registered goal.
 *
 * Its result is how the call ended; it fails only when nobody knows, or when no tool was there to run.
 *
 * @throws `ToolNotOnWorker` or `ToolVersionMissing` when this Worker does not have the tool; another one may.
 */
export function toolRunner(
  registry: Registry,
  keeping: ToolKeeping = {},
): (request: ToolRequest) => Promise<ToolReply> {
  return async (request) => {
    const tool = toolFor(registry, request);
    return await observed(
      () => run(tool, request, keeping),
      watchedTool(keeping.observer, registry, { request, tool }),
    );
  };
}

async function run(tool: Tool, request: ToolRequest, keeping: ToolKeeping): Promise<ToolReply> {
  const input = await checkedInput(tool, request.input);
  if (input.kind === 'refused') {
    return { kind: 'not-run', error: told(`'${tool.name}' was not run: ${input.problem}`) };
  }
  try {
    const output = await withContext(
      { request, keeping },
      async (context) => await tool.execute(input.value, context),
    );
    const checked = await checkedOutput(tool, output);
    return { kind: 'completed', ...(await keptOutput(request, checked, keeping)) };
  } catch (error) {
    return knownFailure(error);
  }
}

/** Makes the Activity that asks a tool whether a call happened whose result was lost. */
export function toolVerifier(
  registry: Registry,
  keeping: ToolKeeping = {},
): (request: ToolRequest) => Promise<VerifyReply> {
  return async (request) => {
    const tool = toolFor(registry, request);
    const input = await checkedInput(tool, request.input);
    if (tool.verify === undefined || input.kind === 'refused') return { kind: 'unknown' };
    const verify = tool.verify.bind(tool);
    const found = await withContext(
      { request, keeping },
      async (context): Promise<Verification<unknown>> => await verify(input.value, context),
    );
    if (found.happened === 'unknown') return { kind: 'unknown' };
    if (!found.happened) return { kind: 'did-not-happen' };
    const checked = await checkedOutput(tool, found.output);
    return { kind: 'happened', ...(await keptOutput(request, checked, keeping)) };
  };
}

/** Runs a tool's code while heartbeats go out, each with the progress that the tool told last. */
async function withContext<Result>(
  { request, keeping }: { readonly request: ToolRequest; readonly keeping: ToolKeeping },
  work: (context: ToolContext) => Promise<Result>,
): Promise<Result> {
  const { conversationId, callId, idempotencyKey } = request;
  let progress: Json | undefined;
  const watched = toolProgress(keeping.live, request);
  try {
    return await heartbeating(
      (beat) =>
        untilShutdown(
          work({
            conversationId,
            callId,
            idempotencyKey,
            attempt: activityInfo().attempt,
            signal: cancellationSignal(),
            heartbeat(details) {
              progress = details;
              beat();
              if (details !== undefined) watched.told(details);
            },
            log,
            resultOf: resultReader(request, keeping),
          }),
        ),
      () => progress,
    );
  } finally {
    watched.over();
  }
}

/** The failures that say what happened; any other one is thrown again, for it says nothing. */
function knownFailure(error: unknown): ToolReply {
  if (error instanceof Error && error.name === 'ToolFailure') {
    return { kind: 'failed', error: told(error.message) };
  }
  if (error instanceof Error && error.name === 'ToolDidNotRun') {
    return { kind: 'not-run', error: told(error.message) };
  }
  if (error instanceof Error) throw error;
  throw new Error(`It threw something that is no Error: ${inWords(error)}`);
}

/** Words that a Worker can send, however many a tool makes of them. */
function told(words: string): string {
  return sendableText(words, runningRedactor());
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
