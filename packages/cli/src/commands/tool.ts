import type { Command } from 'commander';
import {
  askToolSources,
  isJsonObject,
  toolArguments,
  type JsonObject,
  type Registry,
} from '@durable-goals/core';
import { CliError } from '../cli-error.js';
import { bold, dim } from '../colors.js';
import { loadGoals } from '../goals/load-goals.js';
import { stopOnSignals } from '../stop-signals.js';
import { newIdempotencyKey, runTool, toolNamed } from '../tool/run-tool.js';
import { withExample, withGoals } from './context.js';

interface RunOptions {
  readonly goals?: string;
  readonly idempotencyKey?: string;
}

/** `durable-goals tool list` and `durable-goals tool run` */
export function addTool(program: Command): void {
  const tool = program.command('tool').description('try the tools of the goals, without Temporal');
  const list = withGoals(tool.command('list'))
    .description('list the tools with their arguments')
    .action(listTools);
  withExample(list, 'tool list');
  const run = withGoals(tool.command('run'))
    .description('run one tool and print its result as JSON')
    .argument('<name>', "the tool's name")
    .argument('[input]', 'its input, a JSON object', '{}')
    .option('--idempotency-key <key>', 'the key of a run to repeat (default: a new one)')
    .action(runNamed);
  withExample(run, `tool run FindEvents '{"city":"Melbourne","month":"March"}'`);
}

/** Tools from elsewhere are wanted here, too. */
async function withAllTools(goals: string | undefined): Promise<Registry> {
  const { registry } = await loadGoals(process.cwd(), goals);
  return await askToolSources(registry);
}

async function listTools({ goals }: { readonly goals?: string }): Promise<void> {
  const registry = await withAllTools(goals);
  for (const id of registry.ids) {
    process.stdout.write(`${bold(id)}\n`);
    for (const spec of registry.spec(id).tools) {
      process.stdout.write(`  ${spec.name}  ${dim(spec.effect)}\n    ${spec.description}\n`);
      for (const { name, type, description, required } of toolArguments(spec.inputSchema)) {
        const about = [type, required ? '' : 'optional', description].filter(Boolean).join(', ');
        process.stdout.write(`      ${name}: ${about}\n`);
      }
    }
  }
}

async function runNamed(name: string, text: string, options: RunOptions): Promise<void> {
  const registry = await withAllTools(options.goals);
  const tool = toolNamed(registry, name);
  const result = await runTool(tool, {
    input: inputIn(text),
    idempotencyKey: options.idempotencyKey ?? newIdempotencyKey(),
    signal: stopOnSignals(() => process.exit(130)),
    log: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
}

/** A JSON object from the command line. @throws `CliError` when it is none. */
export function inputIn(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CliError(
      `The input '${text}' is not JSON: ${(error as Error).message}. Give an object, such as '{"city":"Melbourne"}'.`,
    );
  }
  if (isJsonObject(value)) return value;
  throw new CliError(`The input '${text}' is not a JSON object, such as '{"city":"Melbourne"}'.`);
}
