import { api } from './api-variables.js';
import { otel } from './otel-variables.js';
import type { VariableGroup } from './variable-group.js';

const model: VariableGroup = {
  title: 'The model',
  about:
    'Which model plans. With none of these the offline model does: it fills in the arguments of the tools by rules, needs no key and is no language model.',
  variables: [
    {
      name: 'LLM_MODEL',
      byDefault: 'the offline model',
      meaning:
        "The model, as `provider/name`; a name without a provider is OpenAI's. Several, separated by commas, are asked in this order until one answers.",
      example: 'openai/gpt-5-mini',
    },
    {
      name: 'LLM_KEY',
      byDefault: "the variable of the model's provider, such as `OPENAI_API_KEY`",
      meaning: 'The API key for the first model of `LLM_MODEL`.',
      secret: true,
    },
    {
      name: 'LLM_BASE_URL',
      byDefault: "the provider's own address",
      meaning:
        "An address that speaks OpenAI's chat completions, such as a LiteLLM proxy; the name in `LLM_MODEL` is then sent as written.",
      example: 'http://localhost:4000/v1',
    },
    {
      name: 'LLM_PRICES',
      byDefault: 'none',
      meaning:
        'For Workers, what models cost in USD per million tokens, as JSON by model: `input`, `output` and, where it is another, `cachedInput`. A goal with a limit of cost needs it.',
      example: '{"openai/gpt-5-mini": {"input": 0.25, "cachedInput": 0.025, "output": 2}}',
    },
  ],
};

const agent: VariableGroup = {
  title: 'The agent',
  about: 'How conversations go.',
  variables: [
    {
      name: 'DURABLE_GOALS_STORE',
      byDefault: '`.durable-goals/conversations.db`',
      meaning:
        'Where conversations are kept for reading: a SQLite file, a `postgres://` address, or `off`. A password for PostgreSQL may stand in `PGPASSWORD` instead.',
      example: '.durable-goals/conversations.db',
    },
    {
      name: 'DURABLE_GOALS_LIVE',
      byDefault: 'beside the store: the folder `live` beside its file, or its PostgreSQL',
      meaning:
        'Where words are heard while a model writes them: a folder for the processes of one machine, a `postgres://` address for several machines, or `off`.',
      example: '.durable-goals/live',
    },
    {
      name: 'SHOW_CONFIRM',
      byDefault: '`true`',
      meaning:
        '`false`: a chat asks before a tool call only where the tool is `unsafe` or wants it always. Anything else: before every call.',
      example: 'true',
    },
    {
      name: 'APPROVAL_WEBHOOK_URL',
      byDefault: 'nobody is told',
      meaning:
        'For Workers, an `https` address that is told of calls that wait for approval, as Standard Webhooks has it.',
      example: 'https://hooks.example.com/approvals',
    },
    {
      name: 'APPROVAL_WEBHOOK_SECRET',
      byDefault: 'none',
      meaning:
        'What these messages are signed with: `whsec_` and 24 to 64 bytes in base64; two, separated by a comma, while one is replaced.',
      secret: true,
    },
    {
      name: 'APPROVAL_LINK',
      byDefault: 'none',
      meaning: 'Where a call can be decided, with `{conversationId}` in it.',
      example: 'https://agents.example.com/#/c/{conversationId}',
    },
    {
      name: 'AGENT_GOAL',
      byDefault: 'the first goal',
      meaning: 'The id of the goal that `chat` starts a conversation about.',
      example: 'event-flight-invoice',
    },
  ],
};

const temporal: VariableGroup = {
  title: 'Temporal',
  about:
    "Where Temporal is. With none of these: the dev server that `durable-goals dev` started in this folder, else `localhost:7233`. The names are those of Temporal's own tools, and a few more.",
  variables: [
    {
      name: 'TEMPORAL_ADDRESS',
      byDefault: '`localhost:7233`',
      meaning: 'Host and port of the server.',
      example: 'localhost:7233',
    },
    { name: 'TEMPORAL_NAMESPACE', byDefault: '`default`', meaning: 'The Namespace.' },
    {
      name: 'TEMPORAL_TASK_QUEUE',
      byDefault: '`agent-task-queue`',
      meaning: 'The Task Queue that Workers poll and conversations are started on.',
    },
    {
      name: 'TEMPORAL_API_KEY',
      byDefault: 'none',
      meaning: 'An API key, for Temporal Cloud; it turns TLS on.',
      secret: true,
    },
    {
      name: 'TEMPORAL_TLS',
      byDefault: '`true` with an API key or a certificate, else `false`',
      meaning: 'Whether to use TLS: `true`, `false`, `1` or `0`.',
    },
    {
      name: 'TEMPORAL_TLS_CERT',
      byDefault: 'none',
      meaning:
        'Path of the client certificate for mTLS; short for `TEMPORAL_TLS_CLIENT_CERT_PATH`.',
    },
    {
      name: 'TEMPORAL_TLS_KEY',
      byDefault: 'none',
      meaning: 'Path of its key; short for `TEMPORAL_TLS_CLIENT_KEY_PATH`.',
    },
    {
      name: 'TEMPORAL_TLS_CLIENT_CERT_PATH',
      byDefault: 'none',
      meaning: 'Path of the client certificate for mTLS.',
    },
    {
      name: 'TEMPORAL_TLS_CLIENT_CERT_DATA',
      byDefault: 'none',
      meaning: 'The client certificate itself, as PEM.',
    },
    { name: 'TEMPORAL_TLS_CLIENT_KEY_PATH', byDefault: 'none', meaning: 'Path of its key.' },
    {
      name: 'TEMPORAL_TLS_CLIENT_KEY_DATA',
      byDefault: 'none',
      meaning: 'The key itself, as PEM.',
      secret: true,
    },
    {
      name: 'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
      byDefault: "the system's authorities",
      meaning: "Path of the authority that signed the server's certificate.",
    },
    {
      name: 'TEMPORAL_TLS_SERVER_CA_CERT_DATA',
      byDefault: "the system's authorities",
      meaning: 'The same itself, as PEM.',
    },
    {
      name: 'TEMPORAL_TLS_SERVER_NAME',
      byDefault: 'the host of the address',
      meaning: "The name that the server's certificate must have.",
    },
    {
      name: 'TEMPORAL_PROFILE',
      byDefault: '`default`',
      meaning: "The profile of Temporal's configuration file.",
    },
    {
      name: 'TEMPORAL_CONFIG_FILE',
      byDefault: "`temporalio/temporal.toml` in the user's configuration folder",
      meaning: "Path of Temporal's configuration file.",
    },
    {
      name: 'TEMPORAL_SERVER_LIMITS',
      byDefault: 'the limits that Temporal comes with',
      meaning:
        'For Workers, limits of a server that takes less, as JSON: `payloadBytes`, `events`, `signals` and `updates`, those that are lower.',
      example: '{"payloadBytes": 200000}',
    },
    {
      name: 'TEMPORAL_GRPC_META_*',
      byDefault: 'none',
      meaning: 'Headers for every call; the rest of the name is the header.',
      secret: true,
    },
  ],
};

const programs: VariableGroup = {
  title: "Temporal's programs on this machine",
  about: 'Only for the dev server and for tests; with none of these they are found or installed.',
  variables: [
    {
      name: 'TEMPORAL_CLI_PATH',
      byDefault: '`temporal` on `PATH`, else the cache, else installed',
      meaning: "Path of Temporal's CLI, which is the dev server.",
    },
    {
      name: 'TEMPORAL_TEST_SERVER_PATH',
      byDefault: 'the cache, else installed',
      meaning: "Path of Temporal's time-skipping test server.",
    },
    {
      name: 'DEV_SERVER_DYNAMIC_CONFIG',
      byDefault: "the server's own limits",
      meaning:
        "Values of Temporal's dynamic configuration for dev servers, as JSON, such as lower limits for a test.",
      example: '{"limit.blobSize.error": 20000}',
    },
    {
      name: 'DURABLE_GOALS_CACHE_DIR',
      byDefault: "the user's cache folder, `durable-goals` in it",
      meaning: 'Where installed programs are kept.',
    },
  ],
};

/** What the bundled trip example reads. */
export const exampleVariables: VariableGroup = {
  title: 'The trip example',
  about: 'With none of these its flights and invoices are mock-ups.',
  variables: [
    {
      name: 'RAPIDAPI_KEY',
      byDefault: 'mock flights',
      meaning: 'A key for the Sky Scrapper API on RapidAPI, for real flights.',
      secret: true,
    },
    {
      name: 'RAPIDAPI_HOST_FLIGHTS',
      byDefault: 'mock flights',
      meaning: 'The host of that API; needed together with the key.',
      example: 'sky-scrapper.p.rapidapi.com',
    },
    {
      name: 'RAPIDAPI_BASE_URL',
      byDefault: '`https://` and that host',
      meaning: 'Another address for that API, for a proxy or a test.',
    },
    {
      name: 'STRIPE_API_KEY',
      byDefault: 'mock invoices in a ledger file',
      meaning: 'A Stripe key, for real invoices; take a test key, `sk_test_…`.',
      secret: true,
    },
    {
      name: 'STRIPE_API_BASE',
      byDefault: "Stripe's own address",
      meaning: 'Another address for Stripe, for a proxy or a test.',
    },
    {
      name: 'INVOICE_LEDGER',
      byDefault: '`.durable-goals/ledger.jsonl`',
      meaning: 'The file that mock invoices are written to.',
    },
  ],
};

const output: VariableGroup = {
  title: 'Output',
  about: 'How commands print.',
  variables: [
    {
      name: 'NO_COLOR',
      byDefault: 'colours in a terminal',
      meaning: 'Set to anything: no colours.',
    },
    {
      name: 'DEBUG',
      byDefault: 'one sentence',
      meaning: '`1`: errors come with their stack, as with `--verbose`.',
    },
  ],
};

/** Every environment variable, in the order in which it is documented. */
export const environmentVariables: readonly VariableGroup[] = [
  model,
  agent,
  api,
  temporal,
  otel,
  programs,
  exampleVariables,
  output,
];
