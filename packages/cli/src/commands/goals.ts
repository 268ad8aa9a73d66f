import { askToolSources } from '@durable-goals/core';
import type { Command } from 'commander';
import { bold, dim } from '../colors.js';
import { loadGoals } from '../goals/load-goals.js';
import { withExample, withGoals } from './context.js';

/** `durable-goals goals` */
export function addGoals(program: Command): void {
  const command = withGoals(program.command('goals'))
    .description('list the goals')
    .option('--json', 'as recorded in conversations')
    .action(listGoals);
  withExample(command, 'goals');
}

async function listGoals(options: {
  readonly goals?: string;
  readonly json?: true;
}): Promise<void> {
  const { registry, file } = await loadGoals(process.cwd(), options.goals);
  if (options.json) {
    const complete = await askToolSources(registry);
    const specs = complete.ids.map((id) => complete.spec(id));
    process.stdout.write(`${JSON.stringify(specs, null, 2)}\n`);
    return;
  }
  process.stdout.write(`${dim(`from ${file}`)}\n`);
  for (const {
    id,
    title,
    category,
    description = title,
    tools,
    toolSources = [],
  } of registry.goals) {
    const names = [
      ...tools.map(({ name }) => name),
      ...toolSources.map(({ name }) => `those of '${name}'`),
    ].join(', ');
    process.stdout.write(
      `${bold(id)}  ${title}${category === undefined ? '' : dim(` (${category})`)}\n  ${description}\n  ${dim(`tools: ${names}`)}\n`,
    );
  }
}
