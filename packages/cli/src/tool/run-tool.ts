import { randomUUID } from 'node:crypto';
import {
  ToolFailure,
  type Json,
  type JsonObject,
  type Registry,
  type Tool,
  type ToolContext,
} from '@durable-goals/core';
import { CliError, wordsOf } from '../cli-error.js';

/** How a tool is run outside of any conversation. */
export interface ToolRun {
  readonly input: JsonObject;
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
  /** Receives what the tool logs. */
  readonly log: (line: string) => void;
}

/** A key for a run that is to be no repetition of any other. */
export function newIdempotencyKey(): string {
  return `tool-run-${randomUUID()}`;
}

/** The tool with a name, of whichever goal. @throws `CliError` that lists the names there are. */
export function toolNamed({ goals }: Registry, name: string): Tool {
  const tools = goals.flatMap((goal) => goal.tools);
  const tool = tools.find((candidate) => candidate.name === name);
  if (tool !== undefined) return tool;
  const names = [...new Set(tools.map((candidate) => `'${candidate.name}'`))].join(', ');
  throw new CliError(`No goal has a tool '${name}'; there are ${names}. Name one of these.`);
}

/**
 * Runs a tool alone: its input is checked by its schema, its result by its output schema.
 *
 * @throws `CliError` when the input does not fit, or the tool fails.
 */
export async function runTool(tool: Tool, run: ToolRun): Promise<Json> {
  const checked = await tool.input['~standard'].validate(run.input);
  if (checked.issues !== undefined) {
    throw new CliError(`The input of '${tool.name}' does not fit: ${problems(checked.issues)}.`);
  }
  const output = await execute(tool, checked.value as never, run);
  const result = await tool.output?.['~standard'].validate(output);
  if (result?.issues !== undefined) {
    throw new CliError(
      `The result of '${tool.name}' does not fit its output schema: ${problems(result.issues)}. Correct one of the two.`,
    );
  }
  return JSON.parse(JSON.stringify((result ? result.value : output) ?? null)) as Json;
}

async function execute(tool: Tool, input: never, run: ToolRun): Promise<unknown> {
  try {
    return await tool.execute(input, contextOf(run));
  } catch (error) {
    const failure = new CliError(`'${tool.name}' failed: ${wordsOf(error)}`);
    failure.cause = error;
    throw failure;
  }
}

function contextOf({ idempotencyKey, signal, log }: ToolRun): ToolContext {
  const level = (name: string) => (message: string, attributes?: Record<string, unknown>) =>
    log(`${name}  ${message}${attributes === undefined ? '' : `  ${JSON.stringify(attributes)}`}`);
  return {
    conversationId: 'tool-run',
    callId: 'c1',
    idempotencyKey,
    attempt: 1,
    signal,
    heartbeat: () => undefined,
    log: {
      debug: level('DEBUG'),
      info: level('INFO'),
      warn: level('WARN'),
      error: level('ERROR'),
    },
    resultOf: async () => {
      throw new ToolFailure('A tool that runs alone has no earlier results.');
    },
  };
}

type Issues = Extract<
  Awaited<ReturnType<Tool['input']['~standard']['validate']>>,
  { readonly issues: object }
>['issues'];

function problems(issues: Issues): string {
  return issues
    .map(({ path = [], message }) => {
      const place = path
        .map((part) => String(typeof part === 'object' ? part.key : part))
        .join('.');
      return `${place === '' ? '' : `'${place}': `}${message.replace(/\.$/, '')}`;
    })
    .join('; ');
}
