import { wrapped } from './printable.js';
import { environmentVariables } from './environment-variables.js';
import type { EnvironmentVariable } from './variable-group.js';

/** The text of `.env.example`: every variable once, all commented out. */
export function envExample(): string {
  const blocks = environmentVariables.map(({ title, about, variables }) =>
    [comment(`${title}. ${about}`), ...variables.map(exampleLines)].join('\n\n'),
  );
  const head = comment(
    'Copy to .env and remove the # before what you set. The real environment wins over this file.\nWritten by packages/cli/scripts/write-configuration.ts.',
  );
  return `${[head, ...blocks].join('\n\n\n')}\n`;
}

function exampleLines({ name, meaning, byDefault, example = '' }: EnvironmentVariable): string {
  return `${comment(`${meaning} By default: ${byDefault}.`)}\n#${name}=${example}`;
}

function comment(markdown: string): string {
  return wrapped(markdown.replaceAll('`', ''), 98)
    .map((line) => `# ${line}`)
    .join('\n');
}

/** The text of `docs/configuration.md`. */
export function configurationPage(): string {
  const sections = environmentVariables.map(({ title, about, variables }) =>
    [
      `## ${title}`,
      '',
      about,
      '',
      '| Variable | Meaning | By default |',
      '| --- | --- | --- |',
      ...variables.map(
        ({ name, meaning, byDefault, secret }) =>
          `| \`${name}\` | ${meaning}${secret ? ' Secret: never printed.' : ''} | ${byDefault} |`,
      ),
    ].join('\n'),
  );
  return `${[introduction, ...sections].join('\n\n')}\n`;
}

const introduction = `<!-- Written by packages/cli/scripts/write-configuration.ts; change packages/cli/src/environment-variables.ts instead. -->
# Configuration

Everything is set by environment variables. The \`durable-goals\` commands also read a file \`.env\` in the working directory;
what is set in the real environment wins over it. \`.env.example\` lists the same variables. \`durable-goals doctor\` says which
of them are set and whether they work.

Which goals a command works with is no variable: \`--goals <file>\`, else \`durable-goals.config.ts\` (or \`.js\`, \`.mjs\`) in the
working directory, else \`"durableGoals": { "goals": "<file>" }\` in the nearest \`package.json\`. The file exports \`goals\`.`;
