import type { Command } from 'commander';
import { endWithParent } from '../child-command.js';
import { CliError } from '../cli-error.js';
import { loadGoals } from '../goals/load-goals.js';
import type { ServeOptions } from '../serve/serve-settings.js';
import { stopOnSignals, stopped } from '../stop-signals.js';
import { openLive } from '../store/open-live.js';
import { openStore } from '../store/open-store.js';
import { temporalSettings } from '../temporal/temporal-settings.js';
import { withExample, withGoals } from './context.js';
import { port } from './port-option.js';

interface Options extends ServeOptions {
  readonly goals?: string;
  readonly store?: string;
  readonly json?: true;
  readonly classic?: true | number;
}

/** Where the tutorial's own web client looks for its server, and where it is itself. */
const classicPort = 8000;
const classicOrigin = 'http://localhost:5173';

/** `durable-goals serve` */
export function addServe(program: Command): void {
  const command = withGoals(program.command('serve'))
    .description('serve the REST API and the chat page; it needs a Worker beside it to go on')
    .option('--host <address>', 'where to listen (default: 127.0.0.1)')
    .option('--port <port>', 'where to listen; 0 takes a free one (default: 4680)', port)
    .option('--store <place>', 'the conversation store, as in DURABLE_GOALS_STORE')
    .option('--tokens <file>', 'who may ask: a JSON list of { id, token or sha256, roles }')
    .option('--allow-host <name...>', 'names that it is known by besides localhost')
    .option('--allow-origin <origin...>', 'pages of which origins may use the API')
    .option('--no-page', 'the API without the chat page')
    .option(
      '--classic [port]',
      "the routes that the tutorial's own web client speaks, about AGENT_GOAL (default: port 8000)",
      port,
    )
    .option('--json', 'say when it is ready as a line of JSON')
    .action(async (options: Options) => {
      await serve(options);
    });
  withExample(
    command,
    'serve',
    'serve --host 0.0.0.0 --tokens tokens.json --allow-host agents.example.com',
  );
}

async function serve(options: Options): Promise<void> {
  const folder = process.cwd();
  const signal = stopOnSignals(() => process.exit(130));
  endWithParent();
  const env =
    options.store === undefined
      ? process.env
      : { ...process.env, DURABLE_GOALS_STORE: options.store };
  const temporal = temporalSettings(folder, env);
  const { registry } = await loadGoals(folder, options.goals);
  const { serveSettings } = await import('../serve/serve-settings.js');
  const settings = await serveSettings(folder, env, options);
  const opened = await openStore(folder, env);
  if (opened === undefined) {
    throw new CliError(
      'There is no conversation store to read from. Set DURABLE_GOALS_STORE to a file or a postgres:// address, for the Workers too.',
    );
  }
  const live = await openLive({ folder, env, temporal });
  const { chooseGoal } = await import('../goals/choose-goal.js');
  const { classic } = options;
  const { runServe } = await import('../serve/run-serve.js');
  const served = await runServe({
    registry,
    temporal,
    settings,
    opened,
    ...(live === undefined ? {} : { live }),
    ...(classic === undefined
      ? {}
      : {
          classic: {
            port: classic === true ? classicPort : classic,
            goalId: chooseGoal(registry, undefined, env),
          },
        }),
    log: (line) => process.stderr.write(`${line}\n`),
  });
  const { url } = served.listening;
  const classicUrl = served.classic?.url;
  const who = settings.authentication?.kind ?? 'none';
  process.send?.({ kind: 'ready', url });
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ event: 'ready', url, authentication: who, classicUrl })}\n`
      : `READY  ${url} serves ${registry.ids.join(', ')} from ${opened.place}. The API is described at ${url}/docs.\n`,
  );
  if (classicUrl !== undefined && options.json === undefined) {
    process.stdout.write(
      `       ${classicUrl} speaks the classic routes, to the page at ${classicOrigin}.\n`,
    );
  }
  await stopped(signal);
  await served.close();
  await live?.close();
  await opened.close();
}
