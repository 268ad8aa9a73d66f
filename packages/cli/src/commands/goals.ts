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
  const specs = registry.ids.map((id) => registry.spec(id));
  if (options.json) {
    process.stdout.write(`${JSON.stringify(specs, null, 2)}\n`);
    return;
  }
  process.stdout.write(`${dim(`from ${file}`)}\n`);
  for (const { id, title, category, description, tools } of specs) {
    const names = tools.map(({ name }) => name).join(', ');
    process.stdout.write(
      `${bold(id)}  ${title}${category === undefined ? '' : dim(` (${category})`)}\n  ${description}\n  ${dim(`tools: ${names}`)}\n`,
    );
  }
}
