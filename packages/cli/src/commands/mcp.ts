import type { Command } from 'commander';
import { endWithParent } from '../child-command.js';
import { loadGoals } from '../goals/load-goals.js';
import { offerOverHttp, offerOverStdio } from '../mcp/offer-goals.js';
import { protocolOutput } from '../mcp/protocol-output.js';
import { authenticationOf } from '../serve/serve-settings.js';
import { stopOnSignals } from '../stop-signals.js';
import { openStore } from '../store/open-store.js';
import { temporalSettings } from '../temporal/temporal-settings.js';
import { withExample, withGoals } from './context.js';
import { port } from './port-option.js';

interface McpOptions {
  readonly goals?: string;
  readonly goal?: readonly string[];
  readonly decisions: boolean;
  readonly by?: string;
  readonly owner?: string;
  readonly http?: true | number;
  readonly tokens?: string;
}

const defaultPort = 4690;

/** `durable-goals mcp` */
export function addMcp(program: Command): void {
  const command = withGoals(program.command('mcp'))
    .description(
      'offer goals to other assistants, as an MCP server; it needs a Worker beside it to go on',
    )
    .option('--goal <id...>', 'offer these only (default: all)')
    .option(
      '--no-decisions',
      'let no assistant decide about calls that wait for approval or are in doubt',
    )
    .option('--by <who>', 'who decides, as the record has it (default: mcp: and its name)')
    .option('--owner <who>', 'begin conversations as theirs, and reach no others')
    .option(
      '--http [port]',
      `over HTTP on this machine instead of stdio; 0 takes a free port (default: ${defaultPort})`,
      port,
    )
    .option(
      '--tokens <file>',
      'who may ask over HTTP: a JSON list of { id, token or sha256, roles }',
    )
    .action(async (options: McpOptions) => {
      await offer(options);
    });
  withExample(command, 'mcp', 'mcp --http --goal weather --no-decisions');
}

async function offer(options: McpOptions): Promise<void> {
  // Before any code of a goal runs, which may print what it likes.
  const output = protocolOutput();
  const folder = process.cwd();
  const signal = stopOnSignals(() => process.exit(130));
  endWithParent();
  const { registry } = await loadGoals(folder, options.goals);
  const opened = await openStore(folder, process.env);
  const { goal, by, owner, decisions, http } = options;
  const what = {
    registry,
    temporal: temporalSettings(folder, process.env),
    ...(goal === undefined ? {} : { goalIds: goal }),
    ...(opened === undefined ? {} : { store: opened.store }),
    settings: {
      mayDecide: decisions,
      ...(by === undefined ? {} : { by }),
      ...(owner === undefined ? {} : { owner }),
    },
    signal,
    log: (line: string) => void process.stderr.write(`${line}\n`),
  };
  if (http === undefined) {
    await offerOverStdio(what, output);
  } else {
    const authentication = await authenticationOf(folder, process.env, options);
    await offerOverHttp(what, {
      port: http === true ? defaultPort : http,
      ...(authentication === undefined ? {} : { authentication }),
    });
  }
  await opened?.close();
}
